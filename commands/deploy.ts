// npm run deploy: checks first, then the database's migrations, then the Worker. With --dry-run everything but Cloudflare.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { unstable_readConfig } from 'wrangler'
import { addressesOf } from './local.ts'
import { ROOT, readRunbook } from './runbook.ts'

const { values: options } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, env: { type: 'string', default: '' } },
})

const ALWAYS_NEEDED = ['PUBLIC_URL', 'ADMIN_TOKEN', 'SIGNING_KEY', 'RESEND_API_KEY', 'MAIL_FROM']
const LOCAL_ONLY = ['CLOCK_OVERRIDE', 'ALLOW_LOOPBACK_TARGETS']
const UNSET_DATABASE = '00000000-0000-0000-0000-000000000000'

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
  const forbidden = LOCAL_ONLY.filter((name) => vars.includes(name) || process.env[name])
  const runbook = await readRunbook(join(ROOT, 'runbook.ts'), {
    addresses: addressesOf(process.env),
    allowLoopback: false,
  })
  const found = [
    ...forbidden.map((name) => `${name} is set; it is only for local runs`),
    ...runbook.problems.map((problem) => `runbook.ts: ${problem}`),
  ]
  if (options['dry-run']) return found
  const isUnset = config.d1_databases.some(
    (database: { database_id?: string }) => database.database_id === UNSET_DATABASE,
  )
  if (isUnset)
    found.push('wrangler.toml has no database yet: npx wrangler d1 create watchkeeper, then put its id there')
  const set = [...vars, ...secretsSet()]
  const missing = [...ALWAYS_NEEDED, ...runbook.secrets].filter((name) => !set.includes(name))
  return [...found, ...missing.map((name) => `${name} is not set: npx wrangler secret put ${name}`)]
}

function secretsSet(): string[] {
  const ran = spawnSync(process.execPath, [bin(), 'secret', 'list', '--format', 'json', '--env', options.env], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (ran.status !== 0) return []
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
