// npm start, as somebody does it who has just cloned the repository: it says where everything is, works, and ends when told.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../commands/port.ts'
import { ROOT } from '../../commands/runbook.ts'

const START_LIMIT_MS = 50_000
const END_LIMIT_MS = 10_000
const LOOK_EVERY_MS = 50

type Started = { said(): string; child: ChildProcess; ended: Promise<number | null> }

let scratch: string
const running = new Set<Started>()
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'watchkeeper-start-'))
})
afterAll(async () => {
  for (const started of running) signal(started, 'SIGKILL')
  await Promise.all([...running].map((started) => started.ended))
  rmSync(scratch, { recursive: true, force: true })
})

/** A group of its own, so that what npm starts in turn can be ended with it, and nothing else. */
function npmStart(...options: string[]): Started {
  const child = spawn('npm', ['start', '--', ...options], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      said += data
    })
  }
  const started: Started = {
    said: () => said,
    child,
    ended: new Promise((end) => child.on('close', (code) => end(code))),
  }
  running.add(started)
  void started.ended.then(() => running.delete(started))
  return started
}

function signal({ child }: Started, name: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return
  process.kill(-child.pid, name)
}

async function until<T>(what: string, limitMs: number, ask: () => T | null | Promise<T | null>): Promise<T> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    const answer = await ask()
    if (answer !== null) return answer
    await pause(LOOK_EVERY_MS)
  }
  throw new Error(`${what} did not happen within ${limitMs / 1_000} s`)
}

async function addressesOf(started: Started): Promise<Record<string, string>> {
  const isUp = () => {
    if (started.child.exitCode !== null) throw new Error(`it ended instead:\n${started.said()}`)
    return /fire one: GET \S+/.test(started.said()) ? started.said() : null
  }
  const said = await until('the greeting', START_LIMIT_MS, isUp)
  const lines = [...said.matchAll(/^ {2}(.{12}) .*?(https?:\/\/[^\s)]+)/gm)]
  return Object.fromEntries(lines.map(([, name = '', url = '']) => [name.trim(), url]))
}

/** By itself: nothing of it is left, and nobody answers where it was. */
async function end(started: Started, ports: readonly number[]): Promise<void> {
  signal(started, 'SIGTERM')
  const limit = pause(END_LIMIT_MS, 'still running' as const, { ref: false })
  expect(await Promise.race([started.ended.then(() => 'ended'), limit])).toBe('ended')
  expect(await Promise.all(ports.map(answers))).toEqual(ports.map(() => false))
}

function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    () => true,
    () => false,
  )
}

async function read(url: string | undefined): Promise<string> {
  const answer = await fetch(url ?? 'missing', { headers: { accept: 'text/html' } })
  expect(answer.status, url).toBe(200)
  return await answer.text()
}

async function fire(addresses: Record<string, string>, at: number): Promise<void> {
  await read(addresses.minutes?.replace('<ms>', String(at)))
}

describe('npm start', () => {
  it('says where everything is, watches, ends when told, and goes on where it was', async () => {
    const [port, worldPort] = [await freePort(), await freePort()]
    const options = [
      '--port',
      `${port}`,
      '--world-port',
      `${worldPort}`,
      '--state',
      join(scratch, 'state'),
      '--no-clock',
    ]
    const first = npmStart(...options)
    const addresses = await addressesOf(first)
    expect(await read(addresses['status page'])).toContain('Nothing has been watched yet.')
    expect(await read(addresses['the world'])).toContain('Switches')
    expect(await read(addresses.mailbox)).toContain('Mailbox')
    expect(await read(`${addresses['status page']}/healthz`)).toContain('"ok"')

    const minute = Math.floor(Date.now() / 60_000) * 60_000
    await breakApi(worldPort)
    await fire(addresses, minute - 60_000)
    await fire(addresses, minute)
    expect(await read(addresses['status page'])).toContain('API is not working.')
    const link = await linkOut(worldPort)
    await end(first, [port, worldPort])

    const second = npmStart(...options)
    await addressesOf(second)
    expect(await read(addresses['status page'])).toContain('API is not working.')
    expect(await read(link)).toContain('Only this button does it.')
    await end(second, [port, worldPort])
  })

  it('serves another runbook when it is given one', async () => {
    const [port, worldPort] = [await freePort(), await freePort()]
    const hotdash = npmStart(
      ...['--runbook', 'runbooks/hotdash.ts', '--state', join(scratch, 'hotdash'), '--no-clock'],
      ...['--port', `${port}`, '--world-port', `${worldPort}`],
    )
    const addresses = await addressesOf(hotdash)
    const page = await read(addresses['status page'])
    expect(page).toContain('LlamaIndex MCP server')
    expect(page).not.toContain('staging')
    await end(hotdash, [port, worldPort])
  })

  it('does not start with a broken runbook, and says in words what is wrong with it', async () => {
    const file = join(scratch, 'broken.ts')
    const source = `import { defineRunbook } from '${join(ROOT, 'src/runbook/define.ts')}'
export default defineRunbook({
  organisation: { name: 'Broken', contact: 'support@example.com' },
  responders: { one: { name: 'One', email: 'not an address' } },
  roles: {},
  services: { api: { title: 'API', dependsOn: ['nowhere'] } },
  monitors: {},
  escalation: { fallback: 'one' },
} as never)
`
    writeFileSync(file, source)
    const [port, worldPort] = [await freePort(), await freePort()]
    const broken = npmStart(
      '--runbook',
      file,
      '--state',
      join(scratch, 'broken'),
      ...['--port', `${port}`, '--world-port', `${worldPort}`],
    )
    expect(await broken.ended).toBe(1)
    expect(broken.said()).toContain('broken.ts cannot be used:')
    expect(broken.said()).toContain('responders.one.email')
    expect(broken.said()).toContain('nowhere')
    expect(broken.said()).not.toMatch(/^\s+at /m)
    expect(await answers(worldPort)).toBe(false)
  })
})

async function breakApi(worldPort: number): Promise<void> {
  const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"mode":"failing"}' }
  const answer = await fetch(`http://127.0.0.1:${worldPort}/control/targets/acme-api`, init)
  expect(answer.status).toBe(200)
}

async function linkOut(worldPort: number): Promise<string> {
  return await until('a message', END_LIMIT_MS, async () => {
    const mails: { text: string }[] = await (await fetch(`http://127.0.0.1:${worldPort}/control/mails`)).json()
    return mails.map((mail) => /\S+\/links\/\S+/.exec(mail.text)?.[0]).find((found) => found !== undefined) ?? null
  })
}
