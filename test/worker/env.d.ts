import type { D1Migration } from '@cloudflare/vitest-plugin'
import type { Bindings } from '../../src/env.ts'

declare global {
  namespace Cloudflare {
    interface Env extends Bindings {
      TEST_MIGRATIONS: D1Migration[]
      WORLD_URL: string
      /** '1' where every seed and every kill is asked for. */
      LONG: string
      ADMIN_TOKEN: string
    }
    interface GlobalProps {
      mainModule: typeof import('./main.ts')
    }
  }
}
