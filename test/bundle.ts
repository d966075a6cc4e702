// The Worker in one file, as it is deployed: every test file loads it anew, and from its sources that would take seconds.

import { resolve } from 'node:path'
import { build } from 'esbuild'

const ROOT = resolve(import.meta.dirname, '..')
const OUT = resolve(ROOT, '.watchkeeper/test/worker.js')

export async function bundleWorker(): Promise<string> {
  await build({
    entryPoints: [resolve(ROOT, 'test/worker/main.ts')],
    outfile: OUT,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    sourcemap: 'inline',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
    alias: {
      '#runbook': resolve(ROOT, 'drills/first-light.runbook.ts'),
      'postal-mime': resolve(ROOT, 'vendor/postal-mime.ts'),
    },
  })
  return OUT
}
