// npm run deploy: checks first, then the database's migrations, then the Worker. With --dry-run everything but Cloudflare.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { unstable_readConfig } from 'wrangler'
import { localOnly, unprepared } from './deploy-problems.ts'
import { addressesOf } from './local.ts'
import { ROOT, readRunbook } from './runbook.ts'

const { values: options } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, env: { type: 'string', default: '' } },
})

const problems = await findProblems()
if (problems.length > 0) {
  console.error(`Not deployed:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
  process.exit(1)
}
const environment = ['--env', options.env]
if (options['dry-run']) {
  wrangler(['deploy', '--dry-run', ...environment])
  console.log('Everything is in order; nothing was deployed.')
} else {
  wrangler(['d1', 'migrations', 'apply', 'DB', '--remote', ...environment])
  wrangler(['deploy', ...environment])
}

async function findProblems(): Promise<string[]> {
  const config = unstable_readConfig({ config: join(ROOT, 'wrangler.toml'), env: options.env })
  const vars = Object.keys(config.vars)
  const addresses = addressesOf(process.env)
  const runbook = await readRunbook(join(ROOT, 'runbook.ts'), { addresses, allowLoopback: false })
  const found = [
    ...localOnly([...vars, ...Object.keys(addresses)]),
    ...runbook.problems.map((problem) => `runbook.ts: ${problem}`),
  ]
  if (options['dry-run']) return found
  const [database] = config.d1_databases
  const cloudflare = { environment: options.env, database, vars, secrets: secretsSet() }
  return [...found, ...unprepared(cloudflare, [...runbook.required, ...runbook.secrets])]
}

/** null: wrangler could not list them; its own words are on the screen. */
function secretsSet(): string[] | null {
  const ran = spawnSync(process.execPath, [bin(), 'secret', 'list', '--format', 'json', '--env', options.env], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (ran.status !== 0) return null
  const secrets: { name: string }[] = JSON.parse(ran.stdout)
  return secrets.map((secret) => secret.name)
}

function wrangler(args: string[]): void {
  const ran = spawnSync(process.execPath, [bin(), ...args], { cwd: ROOT, stdio: 'inherit' })
  if (ran.status !== 0) process.exit(ran.status ?? 1)
}

function bin(): string {
  return join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
}
