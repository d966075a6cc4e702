// Every drill, played inside workerd against real D1 and Durable Objects.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, it } from 'vitest'
import { drills } from '../../../drills/index.ts'
import { openStage } from '../../../drills/stage.ts'
import { theatre } from '../theatre.ts'

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

for (const [name, drill] of Object.entries(drills)) {
  it(`${name}: ${drill.summary}`, async () => {
    await drill.play(await openStage(theatre()))
  })
}
