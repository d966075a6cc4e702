// The whole product on this machine: Worker, Durable Objects and D1 in `wrangler dev`, with a config made for the runbook.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unstable_readConfig } from 'wrangler'
import { ROOT } from './runbook.ts'

export type StackOptions = {
  runbook: string
  /** The Worker's own file, where it is not the product's. */
  main?: string
  port: number
  stateDir: string
  /** Becomes the Worker's variables and secrets. */
  vars: Record<string, string>
}

export type Stack = {
  url: string
  /** Of the process under which everything runs. */
  pid: number
  /** Fires one minute; resolves when it is over. */
  fire(at: number): Promise<void>
  close(): Promise<void>
}

const START_LIMIT_MS = 60_000

export async function startStack({
  runbook,
  main = 'src/worker.ts',
  port,
  stateDir,
  vars,
}: StackOptions): Promise<Stack> {
  mkdirSync(stateDir, { recursive: true })
  const config = join(stateDir, 'wrangler.json')
  writeFileSync(config, JSON.stringify(configFor({ runbook, main, vars }), null, 2))
  const persist = ['--config', config, '--persist-to', join(stateDir, 'd1')]
  await run(['d1', 'migrations', 'apply', 'DB', '--local', ...persist])
  const child = wrangler(['dev', ...persist, '--ip', '127.0.0.1', '--port', String(port), ...QUIET])
  const url = `http://127.0.0.1:${port}`
  try {
    await untilServing(url, child)
  } catch (failed) {
    await stop(child)
    throw failed
  }
  return {
    url,
    pid: child.pid ?? 0,
    fire: (at) => fireMinute(url, at),
    close: () => stop(child),
  }
}

const QUIET = ['--log-level', 'error', '--show-interactive-dev-session', 'false', '--inspector-port', '0']

/** The deployed configuration, with paths made absolute and this machine's own values. */
function configFor({ runbook, main, vars }: Pick<Required<StackOptions>, 'runbook' | 'main' | 'vars'>) {
  const base = unstable_readConfig({ config: join(ROOT, 'wrangler.toml') })
  return {
    name: base.name,
    main: resolve(ROOT, main),
    compatibility_date: base.compatibility_date,
    compatibility_flags: base.compatibility_flags,
    keep_names: base.keep_names,
    alias: { ...mapValues(base.alias ?? {}, (path) => resolve(ROOT, path)), '#runbook': resolve(runbook) },
    triggers: base.triggers,
    d1_databases: base.d1_databases.map((database: object) => ({
      ...database,
      migrations_dir: join(ROOT, 'migrations'),
    })),
    durable_objects: base.durable_objects,
    migrations: base.migrations,
    vars,
  }
}

function mapValues(record: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}

function wrangler(args: string[]): ChildProcess {
  const bin = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false', CI: 'true' }
  return spawn(process.execPath, [bin, ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(args: string[]): Promise<void> {
  const child = wrangler(args)
  let said = ''
  child.stdout?.on('data', (data) => {
    said += data
  })
  child.stderr?.on('data', (data) => {
    said += data
  })
  const code = await new Promise((done) => child.on('close', done))
  if (code !== 0) throw new Error(`wrangler ${args.slice(0, 3).join(' ')} failed:\n${said}`)
}

async function untilServing(url: string, child: ChildProcess): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      said = `${said}${data}`.slice(-4_000)
    })
  }
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer !== null) {
      for (const stream of [child.stdout, child.stderr]) stream?.pipe(process.stderr)
      return
    }
    await sleep(200)
  }
  throw new Error(`the Worker did not start:\n${said}`)
}

async function fireMinute(url: string, at: number): Promise<void> {
  const answer = await fetch(`${url}/cdn-cgi/local/scheduled?cron=*+*+*+*+*&time=${at}&format=json`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`the minute ${new Date(at).toISOString()} failed: ${text.slice(0, 500)}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const closed = new Promise((done) => child.on('close', done))
  child.kill('SIGTERM')
  const isClosed = await Promise.race([closed.then(() => true), sleep(5_000).then(() => false)])
  if (!isClosed) child.kill('SIGKILL')
}
