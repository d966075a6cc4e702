// What would be uploaded, as wrangler builds it, without asking Cloudflare for anything.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './runbook.ts'

const MOST_KIB = 240

export function bundleKib(): number {
  const out = mkdtempSync(join(tmpdir(), 'watchkeeper-bundle-'))
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
  const args = [wrangler, 'deploy', '--dry-run', '--env', '', '--outdir', out]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const ran = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env })
  rmSync(out, { recursive: true, force: true })
  const size = /gzip: ([\d.]+) KiB/.exec(ran.stdout)?.[1]
  if (size === undefined) throw new Error(`the bundle could not be built:\n${ran.stdout}${ran.stderr}`)
  return Number(size)
}

export async function bundleProblem(): Promise<string[]> {
  const kib = bundleKib()
  console.log(`     ${kib} KiB gzip, minified, of ${MOST_KIB}`)
  return kib > MOST_KIB ? [`${kib} KiB is more than ${MOST_KIB}`] : []
}
