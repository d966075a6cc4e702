// Jobs at their own door: what they say is kept to the letter, and whoever is no job leaves no trace.

import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import { createApp } from '../../../src/http/app.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { openSeal } from '../../../src/seal.ts'
import { buildSystem, countingDatabase } from '../flows/house.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { BEARER, everyRow, expectArmour, expectRefusal, rowsOf, SCRIPT, seal } from './door.ts'

const opened = openRunbook(
  changed({
    'monitors.nightly': { service: 'api', kind: 'heartbeat', title: 'Nightly backup', expects: '24h' },
    'monitors.hourly': { service: 'api', kind: 'heartbeat', expects: '1h' },
  }),
  OUTSIDE,
)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value

const app = createApp()
const { db, counted } = countingDatabase()
const nightly = await seal.tokenFor('nightly')
const hourly = await seal.tokenFor('hourly')

async function ask(path: string, at = 0, init: RequestInit = {}): Promise<Response> {
  const system = buildSystem({ runbook, db, visit: { now: BEGIN + at, isByHand: true } })
  const report = (thrown: unknown) => expect.fail(String(thrown))
  return await app.request(path, init, { system, adminToken: env.ADMIN_TOKEN, report }, createExecutionContext())
}

async function noted(path: string, at = 0, init: RequestInit = {}): Promise<void> {
  const answer = await ask(`/heartbeats/${path}`, at, init)
  const text = await answer.text()
  expect([answer.status, text]).toEqual([200, init.method === 'HEAD' ? '' : '{"status":"noted"}'])
  expectArmour(answer, text)
}

async function refuse(path: string, status: number, init: RequestInit = {}): Promise<Response> {
  const before = await everyRow()
  const answer = await ask(`/heartbeats/${path}`, 0, init)
  await expectRefusal(answer.clone() as Response, [status])
  expect(await everyRow()).toBe(before)
  return answer
}

type Row = { started: number | null; ended: number | null; code: number | null; ran: number | null }

/** Instants as they are told to `ask`, give or take the real milliseconds of the visit. */
async function row(monitor = 'nightly'): Promise<Row | undefined> {
  const [found] = await rowsOf<Row>(
    'select started_at as started, ended_at as ended, exit_code as code, run_ms as ran from heartbeats where monitor = ?1',
    monitor,
  )
  const since = (at: number | null) => at && Math.floor((at - BEGIN) / SECOND) * SECOND
  return found && { ...found, started: since(found.started), ended: since(found.ended) }
}

beforeEach(async () => {
  await env.DB.prepare('delete from heartbeats').run()
})

describe('what a job says is stored', () => {
  const WORDS: [string, string, Partial<Row>][] = [
    ['it has ended', '', { ended: MINUTE, code: 0 }],
    ['it begins', '/start', { started: MINUTE }],
    ['it has failed', '/fail', { ended: MINUTE, code: 1 }],
    ['it has ended with 0', '/0', { ended: MINUTE, code: 0 }],
    ['it has ended with 1', '/1', { ended: MINUTE, code: 1 }],
    ['it has ended with 255', '/255', { ended: MINUTE, code: 255 }],
  ]
  describe.each(['GET', 'HEAD', 'POST'])('by %s', (method) => {
    it.each(WORDS)('%s', async (_name, word, said) => {
      await noted(`${nightly}${word}`, MINUTE, { method })
      expect(await row()).toEqual({ started: null, ended: null, code: null, ran: null, ...said })
      expect(await row('hourly')).toBeUndefined()
    })
  })

  it('whatever lies in the body', async () => {
    await noted(nightly, MINUTE, { method: 'POST', body: `{"${SCRIPT}\u0000`, headers: { 'content-type': 'x/y' } })
    expect(await row()).toMatchObject({ ended: MINUTE, code: 0 })
  })

  it('whatever stands behind the question mark', async () => {
    await noted(`${nightly}/3?exit=0&token=${SCRIPT}`, MINUTE)
    expect(await row()).toMatchObject({ code: 3 })
  })
})

describe('several words add up', () => {
  const STORIES: [string, [word: string, at: number][], Row][] = [
    [
      'a run takes from its beginning to its end',
      [
        ['/start', HOUR],
        ['', 2 * HOUR],
      ],
      { started: HOUR, ended: 2 * HOUR, code: 0, ran: HOUR },
    ],
    [
      'so does one that fails',
      [
        ['/start', HOUR],
        ['/7', 2 * HOUR],
      ],
      { started: HOUR, ended: 2 * HOUR, code: 7, ran: HOUR },
    ],
    [
      'one that never said that it began takes nobody knows how long',
      [
        ['/start', HOUR],
        ['', 2 * HOUR],
        ['', 3 * HOUR],
      ],
      { started: HOUR, ended: 3 * HOUR, code: 0, ran: null },
    ],
    [
      'an end that is said again within its minute changes nothing',
      [
        ['/start', HOUR],
        ['', 2 * HOUR],
        ['', 2 * HOUR + 20 * SECOND],
      ],
      { started: HOUR, ended: 2 * HOUR + 20 * SECOND, code: 0, ran: HOUR },
    ],
    [
      'a new beginning keeps what is known of the last run',
      [
        ['/start', HOUR],
        ['/7', 2 * HOUR],
        ['/start', 3 * HOUR],
      ],
      { started: 3 * HOUR, ended: 2 * HOUR, code: 7, ran: HOUR },
    ],
    [
      'of two runs that overlap the end is that of the newer',
      [
        ['/start', HOUR],
        ['/start', 2 * HOUR],
        ['', 3 * HOUR],
      ],
      { started: 2 * HOUR, ended: 3 * HOUR, code: 0, ran: HOUR },
    ],
    [
      'and of the other one nobody knows how long it took',
      [
        ['/start', HOUR],
        ['/start', 2 * HOUR],
        ['', 3 * HOUR],
        ['/fail', 4 * HOUR],
      ],
      { started: 2 * HOUR, ended: 4 * HOUR, code: 1, ran: null },
    ],
    [
      'a beginning of more than a day ago was of another run',
      [
        ['/start', HOUR],
        ['', 26 * HOUR],
      ],
      { started: HOUR, ended: 26 * HOUR, code: 0, ran: null },
    ],
    [
      'a success ends a failure',
      [
        ['/fail', HOUR],
        ['', 2 * HOUR],
      ],
      { started: null, ended: 2 * HOUR, code: 0, ran: null },
    ],
  ]
  it.each(STORIES)('%s', async (_name, words, sum) => {
    for (const [word, at] of words) await noted(`${nightly}${word}`, at)
    const stored = await row()
    // The visit itself takes real milliseconds.
    expect({ ...stored, ran: stored?.ran && Math.round(stored.ran / MINUTE) * MINUTE }).toEqual(sum)
  })
})

describe('a job that says too much', () => {
  it('is refused after 30 words, writes nothing, and is heard again in the next minute', async () => {
    for (let word = 0; word < 30; word++) await noted(`${nightly}${word % 2 === 0 ? '/start' : ''}`, MINUTE)
    for (const word of ['', '/start', '/fail', '/9']) {
      counted.rowsWritten = 0
      counted.queries = 0
      const answer = await ask(`/heartbeats/${nightly}${word}`, MINUTE + 18 * SECOND)
      await expectRefusal(answer.clone() as Response, [429])
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(41)
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(42)
      expect(counted).toMatchObject({ queries: 1, rowsWritten: 0 })
    }
    expect(await row()).toMatchObject({ started: MINUTE, ended: MINUTE, code: 0 })
    await noted(hourly, MINUTE + 18 * SECOND)
    await noted(`${nightly}/fail`, 2 * MINUTE)
    expect(await row()).toMatchObject({ ended: 2 * MINUTE, code: 1 })
  })

  it('costs one row a word', async () => {
    counted.rowsWritten = 0
    await noted(nightly, MINUTE)
    await noted(nightly, MINUTE)
    expect(counted.rowsWritten).toBe(2)
  })
})

describe('nobody is heard', () => {
  const signature = nightly.split('.')[1]
  const TOKENS: [string, () => Promise<string> | string][] = [
    ['with a name alone', () => 'nightly'],
    ['with an empty signature', () => 'nightly.'],
    ['with another job’s signature', () => `hourly.${signature}`],
    ['with one letter less', () => nightly.slice(0, -1)],
    ['with one letter more', () => `${nightly}A`],
    ['with a signature in capitals', () => `nightly.${signature?.toUpperCase()}`],
    ['with a second signature', () => `${nightly}.${signature}`],
    ['with a signature alone', () => `.${signature}`],
    ['signed with another key', () => openSeal('another-signing-key-of-32-letters').tokenFor('nightly')],
    ['as a monitor of another kind', () => seal.tokenFor('health')],
    ['as a monitor that is not there', () => seal.tokenFor('weekly')],
    ['as constructor', () => seal.tokenFor('constructor')],
    [
      'with a link to an incident',
      () => seal.close({ action: 'respond', incident: 'INC-1', responder: 'lead', expiresAt: BEGIN + HOUR }),
    ],
    ['with a tag', () => encodeURIComponent(SCRIPT)],
    ['with 10 kB', () => 'n'.repeat(10_000)],
  ]
  it.each(TOKENS)('%s', async (_name, token) => {
    const nothing = await (await ask('/nothing')).text()
    for (const word of ['', '/start', '/fail', '/0', '/junk'])
      for (const method of ['GET', 'POST'])
        expect(await (await refuse(`${await token()}${word}`, 404, { method })).text()).toBe(nothing)
  })

  it('and a session is not opened by a job’s token', async () => {
    expect((await seal.open(nightly, BEGIN)).ok).toBe(false)
  })

  it.each(['256', '-1', '1e2', '0x1', '1.0', '00000', 'stop', 'START', 'start%20', '%20', SCRIPT.replace('/', '')])(
    'with the word %s',
    async (word) => {
      await refuse(`${nightly}/${encodeURIComponent(decodeURIComponent(word))}`, 400)
    },
  )

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('by %s', async (method) => {
    for (const path of [nightly, `${nightly}/start`, 'x']) {
      const answer = await refuse(path, 405, { method })
      expect(answer.headers.get('allow')).toBe('GET, HEAD, POST')
    }
  })

  it('elsewhere', async () => {
    await refuse(`${nightly}/start/0`, 404)
    await refuse('', 404)
  })

  it('with more than a megabyte', async () => {
    await refuse(nightly, 413, { method: 'POST', body: 'x'.repeat(2_000_000) })
  })
})

describe('the list of addresses', () => {
  it('names every job, where it reports, and what it last said', async () => {
    await noted(`${nightly}/start`, HOUR)
    await noted(`${nightly}/3`, 2 * HOUR)
    const answer = await ask('/api/v1/heartbeats', 3 * HOUR, { headers: BEARER })
    expect(await answer.json()).toEqual({
      heartbeats: [
        {
          monitor: 'nightly',
          title: 'Nightly backup',
          url: `http://127.0.0.1:8787/heartbeats/${nightly}`,
          startedAt: expect.stringMatching(/^2026-03-02T10:00:0.\.\d{3}Z$/),
          endedAt: expect.stringMatching(/^2026-03-02T11:00:0.\.\d{3}Z$/),
          exitCode: 3,
          runMs: expect.any(Number),
        },
        {
          monitor: 'hourly',
          title: 'API',
          url: `http://127.0.0.1:8787/heartbeats/${hourly}`,
          startedAt: null,
          endedAt: null,
          exitCode: null,
          runMs: null,
        },
      ],
    })
  })

  it('is for whoever has the token of the API', async () => {
    expect((await ask('/api/v1/heartbeats')).status).toBe(401)
  })
})
