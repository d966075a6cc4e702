// npm start: the whole product on this machine, with minutes that really pass and a world that can be made to fail.

import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openWorld, type World } from '../world/world.ts'
import { localVars } from './local.ts'
import { ROOT, readRunbook } from './runbook.ts'
import { type Stack, startStack } from './stack.ts'

const MINUTE_MS = 60_000

const { values: options } = parseArgs({
  options: {
    runbook: { type: 'string', default: join(ROOT, 'runbook.ts') },
    port: { type: 'string', default: '8787' },
    'world-port': { type: 'string', default: '8788' },
    state: { type: 'string', default: join(ROOT, '.watchkeeper') },
    'no-world': { type: 'boolean', default: false },
    'no-clock': { type: 'boolean', default: false },
  },
})

const world = options['no-world'] ? null : await openWorld({ port: portOf('world-port') })
const stack = await start(world).catch(async (failed: unknown) => {
  await world?.close()
  console.error(failed instanceof Error ? failed.message : failed)
  process.exit(1)
})
const ended = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort())
if (!options['no-clock']) await passMinutes(stack)
await new Promise<void>((end) => (ended.signal.aborted ? end() : ended.signal.addEventListener('abort', () => end())))
await stack.close()
await world?.close()

async function start(around: World | null): Promise<Stack> {
  const file = resolve(options.runbook)
  const names = await readRunbook(file, { addresses: {}, allowLoopback: true })
  const publicUrl = `http://127.0.0.1:${portOf('port')}`
  const surroundings = { publicUrl, worldUrl: around?.url ?? null, stateDir: resolve(options.state) }
  const vars = localVars(surroundings, names)
  const report = await readRunbook(file, { addresses: vars, allowLoopback: true })
  if (report.problems.length > 0)
    throw new Error(`${options.runbook} cannot be used:\n  ${report.problems.join('\n  ')}`)
  const opened = await startStack({ runbook: file, port: portOf('port'), stateDir: surroundings.stateDir, vars })
  greet(opened.url, around, vars.ADMIN_TOKEN ?? '')
  return opened
}

function greet(url: string, around: World | null, key: string): void {
  const lines = [
    ['status page', url],
    ['responders', `${url}/respond   (access key: ${key})`],
    ['API', `${url}/api/v1   (Authorization: Bearer ${key})`],
    ...(around === null
      ? []
      : [
          ['mailbox', `${around.url}/mailbox`],
          ['the world', `${around.url}/   (make things fail here)`],
        ]),
    [
      'minutes',
      options['no-clock']
        ? `fire one: GET ${url}/cdn-cgi/local/scheduled?cron=*+*+*+*+*&time=<ms>`
        : 'pass by themselves',
    ],
  ]
  console.log(`\nWatchkeeper is up.\n${lines.map(([name = '', what]) => `  ${name.padEnd(12)} ${what}`).join('\n')}\n`)
}

/** Local crons never fire by themselves, so this does: once at once, then whenever a minute begins. */
async function passMinutes({ fire }: Stack): Promise<void> {
  while (!ended.signal.aborted) {
    const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
    void fire(minute).catch((failed: unknown) => console.error(failed instanceof Error ? failed.message : failed))
    await sleep(minute + MINUTE_MS - Date.now(), undefined, { signal: ended.signal }).catch(() => undefined)
  }
}

function portOf(name: 'port' | 'world-port'): number {
  const port = Number(options[name])
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  console.error(`--${name} is ${options[name]}, not a port`)
  process.exit(2)
}
