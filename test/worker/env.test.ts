// Without a valid environment it serves nothing and measures nothing, and says why without saying a value.

import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Bindings, openEnv } from '../../src/env.ts'
import { breakable } from './faults/bindings.ts'
import { everyRow, expectArmour } from './http/door.ts'

type Served = Required<Pick<ExportedHandler<Bindings>, 'fetch' | 'scheduled'>>
type Change = Record<string, string | undefined>

const URLS = { url: 'https://status.example.com', local: 'http://127.0.0.1:8787' }
const GOOD = {
  PUBLIC_URL: URLS.url,
  ADMIN_TOKEN: 'an-admin-token-0000',
  SIGNING_KEY: 'a-signing-key-of-some-length',
  RESEND_API_KEY: 're_something',
  MAIL_FROM: 'Acme <status@example.com>',
}

const bindings = (change: Change): Bindings => ({ DB: env.DB, DESK: env.DESK, LANE: env.LANE, ...GOOD, ...change })

function problemsOf(change: Change): string[] {
  const opened = openEnv(bindings(change))
  return opened.ok ? [] : opened.error
}

const BAD: [string, Change, RegExp][] = [
  ['no address of its own', { PUBLIC_URL: undefined }, /^PUBLIC_URL is not set$/],
  ['an empty address', { PUBLIC_URL: '' }, /^PUBLIC_URL is not set$/],
  ['no token', { ADMIN_TOKEN: undefined }, /^ADMIN_TOKEN is not set$/],
  ['no signing key', { SIGNING_KEY: undefined }, /^SIGNING_KEY is not set$/],
  ['no key for mail', { RESEND_API_KEY: undefined }, /^RESEND_API_KEY is not set$/],
  ['no sender', { MAIL_FROM: undefined }, /^MAIL_FROM is not set$/],
  ['a short token', { ADMIN_TOKEN: 'canary-7f3a9c-0' }, /^ADMIN_TOKEN has fewer than 16 characters$/],
  ['a short signing key', { SIGNING_KEY: 'canary-7f3a9c-0' }, /^SIGNING_KEY has fewer than 16 characters$/],
  ['a token of blanks', { ADMIN_TOKEN: ' '.repeat(20) }, /^ADMIN_TOKEN may hold only letters/],
  ['a token that no header carries', { ADMIN_TOKEN: 'canary-7f3a9c ümlaut' }, /^ADMIN_TOKEN may hold only letters/],
  ['a signing key of blanks', { SIGNING_KEY: ' '.repeat(20) }, /^SIGNING_KEY may hold no spaces$/],
  ['a mail key with a line break', { RESEND_API_KEY: 're_canary-7f3a9c\n' }, /^RESEND_API_KEY may hold only visible/],
  ['a sender that is no address', { MAIL_FROM: 'canary-7f3a9c' }, /^MAIL_FROM is neither an address/],
  ['a sender with a header behind it', { MAIL_FROM: 'a@b.co\r\nBcc: canary-7f3a9c@b.co' }, /^MAIL_FROM is neither/],
  ['an answer to nobody', { MAIL_REPLY_TO: 'canary-7f3a9c' }, /^MAIL_REPLY_TO is neither an address/],
  ['a heartbeat to nowhere', { HEARTBEAT_URL: 'canary-7f3a9c' }, /^HEARTBEAT_URL is not a web address/],
  ['an address that is none', { PUBLIC_URL: 'canary-7f3a9c' }, /^PUBLIC_URL is not a URL$/],
  ['an address without a scheme', { PUBLIC_URL: 'canary-7f3a9c.example.com' }, /^PUBLIC_URL is not a URL$/],
  ['a script for an address', { PUBLIC_URL: 'javascript:canary-7f3a9c' }, /^PUBLIC_URL is not a web address$/],
  ['a file for an address', { PUBLIC_URL: 'file:///canary-7f3a9c' }, /^PUBLIC_URL is not a web address$/],
  [
    'an address with a password',
    { PUBLIC_URL: 'https://me:canary-7f3a9c@example.com' },
    /^PUBLIC_URL has to be scheme and host/,
  ],
  ['an address with a path', { PUBLIC_URL: `${URLS.url}/canary-7f3a9c` }, /^PUBLIC_URL has to be scheme and host/],
  ['an address with a query', { PUBLIC_URL: `${URLS.url}?key=canary-7f3a9c` }, /^PUBLIC_URL has to be scheme and host/],
  [
    'an address that anybody on the way can read',
    { PUBLIC_URL: 'http://canary-7f3a9c.com' },
    /^PUBLIC_URL has to be https/,
  ],
  ['a clock for visitors to set', { CLOCK_OVERRIDE: 'allow' }, /^CLOCK_OVERRIDE is set, but .* only for local runs$/],
  ['the same clock, even forbidden', { CLOCK_OVERRIDE: 'no' }, /^CLOCK_OVERRIDE is set/],
  ['targets on its own machine', { ALLOW_LOOPBACK_TARGETS: 'allow' }, /^ALLOW_LOOPBACK_TARGETS is set/],
]

const FINE: [string, Change][] = [
  ['a public address', {}],
  ['a trailing slash', { PUBLIC_URL: `${URLS.url}/` }],
  ['capitals in its name', { PUBLIC_URL: 'https://Status.Example.COM' }],
  ['a port', { PUBLIC_URL: `${URLS.url}:8443` }],
  ['this machine', { PUBLIC_URL: URLS.local, CLOCK_OVERRIDE: 'allow', ALLOW_LOOPBACK_TARGETS: 'allow' }],
  ['this machine by name', { PUBLIC_URL: 'http://localhost:8787', CLOCK_OVERRIDE: 'allow' }],
  ['a bare sender', { MAIL_FROM: 'status@example.com' }],
  ['base64 for a token', { ADMIN_TOKEN: 'c2VjcmV0LXRva2VuLXRva2Vu+/==' }],
]

describe('the environment', () => {
  it.each(BAD)('is refused with %s', (_name, change, words) => {
    const problems = problemsOf(change)
    expect(problems).toContainEqual(expect.stringMatching(words))
    expect(problems.join()).not.toMatch(/canary|7f3a9c/)
  })

  it.each(FINE)('is fine with %s', (_name, change) => {
    expect(problemsOf(change)).toEqual([])
  })

  it('is told everything that is wrong at once', () => {
    expect(problemsOf({ PUBLIC_URL: undefined, ADMIN_TOKEN: 'x y', MAIL_FROM: 'x' })).toHaveLength(4)
  })

  it('does not take a name that every object has for a binding', () => {
    const opened = openEnv(bindings({}))
    expect(opened.ok && opened.value.value('constructor')).toBeUndefined()
  })
})

/** A house is known by its database, so each environment brings a wrapping of its own. */
const around = (change: Change): Bindings => breakable({ ...env, ...change } as Bindings)

describe('served with what is wrong', () => {
  let worker: Served

  // The real composition root, because only that shows what a visitor gets.
  beforeAll(async () => {
    const root: { default: unknown } = await import('../../src/worker.ts')
    worker = root.default as Served
  })

  async function ask(change: Change, path = '/', init: RequestInit = {}): Promise<Response> {
    const context = createExecutionContext()
    const request = new Request(`${URLS.local}${path}`, init)
    const answer = await worker.fetch(request as Parameters<Served['fetch']>[0], around(change), context)
    await waitOnExecutionContext(context)
    return answer
  }

  const fire = (change: Change) => {
    const controller = createScheduledController({ cron: '* * * * *', scheduledTime: new Date() })
    return worker.scheduled(controller, around(change), createExecutionContext())
  }

  it.each(['/', '/healthz', '/respond', '/api/v1/incidents', '/hooks/sentry'])('%s says 503 and why', async (path) => {
    const before = await everyRow()
    const answer = await ask({ ADMIN_TOKEN: 'canary', MAIL_FROM: undefined }, path)
    const text = await answer.text()
    expect(answer.status).toBe(503)
    expectArmour(answer, text)
    expect(text).toContain('ADMIN_TOKEN has fewer than 16 characters')
    expect(text).toContain('MAIL_FROM is not set')
    expect(text).not.toContain('canary')
    expect(await everyRow()).toBe(before)
  })

  it('the cron throws, and not even the minute is claimed', async () => {
    const before = await everyRow()
    await expect(fire({ SIGNING_KEY: 'canary' })).rejects.toThrow(
      /^not serving: SIGNING_KEY has fewer than 16 characters$/,
    )
    expect(await everyRow()).toBe(before)
  })

  it('a secret that the runbook names and nobody set is missed', async () => {
    const text = await (await ask({ ACME_API_HOOK_SECRET: undefined })).text()
    expect(text).toContain('the runbook refers to the secret ACME_API_HOOK_SECRET, which is not set')
  })

  const hold = { scope: 'mail', author: 'Kim', reason: 'x', minutes: 1 }
  const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}`, 'content-type': 'application/json' }

  it.each([
    ['is believed where that is allowed', 'allow', true],
    ['is ignored where it is not', undefined, false],
    ['is ignored where it is nearly', 'Allow', false],
  ])('x-watchkeeper-now %s', async (_name, override, isBelieved) => {
    const now = Date.parse('2026-03-02T09:00:00Z')
    const init = {
      method: 'POST',
      headers: { ...headers, 'x-watchkeeper-now': String(now) },
      body: JSON.stringify(hold),
    }
    const answer = await ask({ CLOCK_OVERRIDE: override }, '/api/v1/holds', init)
    const { until } = (await answer.json<{ hold: { until: number } }>()).hold
    expect(Math.abs(until - 60_000 - now) < 10_000).toBe(isBelieved)
  })
})
