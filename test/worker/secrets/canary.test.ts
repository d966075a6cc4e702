// Canaries in every secret and in what customers give us; then everything around us fails at once, in every way it can.
// Whatever was answered, stored or logged meanwhile is searched for them.

import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BAD, breakRelease, GOOD } from '../../../drills/acme.ts'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { BEARER, everyRow, FORM, seal, signIn } from '../http/door.ts'
import { theatre } from '../theatre.ts'

const RECEIVERS = String(env.ACME_API_HOOK_SECRET).replace('whsec_', '')
const SECRETS: [string, string][] = [
  ['the token', String(env.ADMIN_TOKEN)],
  ['the signing key', String(env.SIGNING_KEY)],
  ['the key for mail', String(env.RESEND_API_KEY)],
  ['the secret of the hook', String(env.SENTRY_WEBHOOK_SECRET)],
  ['the secret of the receivers', RECEIVERS],
  ['the same, decoded', atob(RECEIVERS)],
]

const TENANT = 'canary-tenant GmbH'
const CONTACT = 'canary-contact@example.com'
const AUTHOR = 'canary-author'
const NOTE = 'canary-note'
const BODY = 'canary-body'
const USER = 'canary-user@example.com'
const CUSTOMER: [string, string][] = [
  ['the name of a tenant', 'canary-tenant'],
  ['the address of a contact', 'canary-contact'],
  ['who deployed', AUTHOR],
  ['what a responder wrote', NOTE],
  ['what a target answered', BODY],
  ['whom a hook names', 'canary-user'],
  ['what a hook says', 'canary-hook'],
  ['what is watched', String(env.ACME_API_URL)],
  ['what is called to go back', String(env.ACME_API_HOOK_URL)],
]

type Table = [name: string, rows: Record<string, unknown>[]]

const answers: { path: string; isPublic: boolean; text: string }[] = []
const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name))
let tables: Table[] = []

let stage: Stage

async function look(path: string, init: RequestInit = {}): Promise<number> {
  const answer = await stage.request(path, init)
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie').join('\n')
  answers.push({ path, isPublic: init.headers === undefined, text: `${headers}\n${await answer.text()}` })
  return answer.status
}

/** Everything that can be asked for, by everybody who may ask. */
async function lookAround(): Promise<void> {
  for (const path of ['/', '/healthz', '/nothing', '/respond', '/respond/INC-1', '/links/x', '/hooks/sentry'])
    await look(path)
  for (const path of ['/respond', '/respond/INC-1']) await look(path, { headers: await signIn(stage) })
  for (const what of ['incidents', 'incidents/INC-1', 'deploys', 'tenants', 'holds', 'nothing'])
    await look(`/api/v1/${what}`, { headers: BEARER })
  await look('/api/v1/incidents', { headers: { authorization: 'Bearer wrong' } })
  await look('/respond', { method: 'POST', headers: FORM, body: 'key=wrong' })
  const claim = { incident: 'INC-1', responder: 'lead', expiresAt: stage.now() + 60_000 }
  await look(`/links/${await seal.close({ action: 'acknowledge', ...claim })}`, { headers: { accept: 'text/html' } })
}

async function sendHook(): Promise<void> {
  const event = {
    event_id: 'e',
    issue_id: '1',
    title: `canary-hook by ${USER}`,
    tags: [['service', 'web']],
    user: { email: USER },
  }
  const body = new TextEncoder().encode(
    JSON.stringify({ action: 'triggered', data: { event, triggered_rule: 'rule' } }),
  )
  const secret = new TextEncoder().encode(String(env.SENTRY_WEBHOOK_SECRET))
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, body))
  const signature = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  expect(await look('/hooks/sentry', { method: 'POST', headers: { 'sentry-hook-signature': signature }, body })).toBe(
    202,
  )
}

beforeAll(async () => {
  stage = await openStage(theatre())
  await stage.api('POST', '/tenants', { id: 't', name: TENANT, services: ['api', 'web', 'jobs'], contacts: [CONTACT] })
  await stage.control('PUT', 'receivers/acme-api', { live: { sha: GOOD }, status500: 2 })
  await stage.api('POST', '/deploys', { service: 'api', sha: GOOD, author: AUTHOR, migration: 'none', verified: true })
  await stage.pass(16)
  await stage.control('PUT', 'receivers/acme-api', { live: { sha: BAD }, loseAnswer: 1 })
  await stage.api('POST', '/deploys', { service: 'api', sha: BAD, author: AUTHOR, migration: 'none' })
  await stage.pass(2)
  await breakRelease(stage, 'api')
  const secrets = SECRETS.map(([, secret]) => secret)
    .join(' ')
    .replaceAll(/[^\x20-\x7e]/g, '')
  const broken = { mode: 'failing', body: `${BODY} ${secrets}`, headers: { 'x-canary': BODY } }
  await stage.control('PUT', 'targets/acme-api', { brokenReleases: { [BAD]: broken } })
  await stage.control('PUT', 'targets/acme-jobs', { mode: 'dripping', everyMs: 200 })
  await stage.control('PUT', 'targets/acme-web', { mode: 'lying', body: BODY, headers: { location: `/${BODY}` } })
  await stage.control('PUT', 'resend', { status500Html: 2, dailyQuota: 1, loseAnswer: 1, rejectRecipient: [CONTACT] })
  await stage.pass(1)
  await sendHook()
  await stage.api('POST', '/incidents/INC-1/note', { by: AUTHOR, text: NOTE })
  await stage.control('PUT', 'targets/acme-jobs', { mode: 'refusing' })
  await stage.control('PUT', 'targets/acme-web', { mode: 'hanging' })
  await stage.pass(1)
  await lookAround()
  await stage.control('PUT', 'targets/acme-web', { mode: 'redirecting' })
  await stage.pass(5)
  await lookAround()
  tables = JSON.parse(await everyRow())
  await env.DB.prepare('alter table incidents rename to lost').run()
  expect(await look('/')).toBe(500)
  expect(await look('/api/v1/incidents', { headers: BEARER })).toBe(500)
  await expect(stage.pass(1)).rejects.toThrow()
}, 60_000)

afterAll(() => vi.restoreAllMocks())

/** `outbox.call`, `deploys.record`: where a word is stored. */
function placesOf(word: string): string[] {
  const found = tables.flatMap(([table, rows]) =>
    rows.flatMap((row) =>
      Object.keys(row)
        .filter((column) => String(row[column]).includes(word))
        .map((column) => `${table}.${column}`),
    ),
  )
  return [...new Set(found)].sort()
}

const lines = () => consoles.flatMap((spy) => spy.mock.calls.map((call) => call.map(String).join(' ')))

describe('the story was one', () => {
  it('with an incident, failing vendors, pages and lines to search', async () => {
    expect(placesOf('INC-1')).toContain('outbox.incident')
    type Statuses = { status: number | null }[]
    type World = { resend: { calls: Statuses }; receivers: Record<string, { orders: Statuses }> }
    const { resend, receivers } = await stage.control<World>('GET', 'state')
    expect(resend.calls.map(({ status }) => status)).toEqual(expect.arrayContaining([500, 429, 200]))
    expect(receivers['acme-api']?.orders.map(({ status }) => status)).toEqual(expect.arrayContaining([500, 200]))
    expect(lines().some((line) => line.includes('"run":"minute"'))).toBe(true)
    expect(lines().some((line) => line.includes('"run":"request"'))).toBe(true)
    expect(answers.length).toBeGreaterThan(30)
    expect(answers.some(({ text }) => text.includes(NOTE))).toBe(true)
  })
})

describe.each(SECRETS)('%s', (_name, secret) => {
  it('is in no answer', () => {
    expect(answers.filter(({ text }) => text.includes(secret)).map(({ path }) => path)).toEqual([])
  })

  it('is in no row', () => {
    expect(placesOf(secret)).toEqual([])
  })

  it('is in no line', () => {
    expect(lines().filter((line) => line.includes(secret))).toEqual([])
  })
})

describe.each(CUSTOMER)('%s', (_name, word) => {
  it('is on no public page', () => {
    expect(answers.filter(({ isPublic, text }) => isPublic && text.includes(word)).map(({ path }) => path)).toEqual([])
  })

  it('is in no line', () => {
    expect(lines().filter((line) => line.includes(word))).toEqual([])
  })
})

describe('what customers gave us is kept only where it belongs', () => {
  const KEPT: [string, string, string[]][] = [
    ['a tenant’s name', 'canary-tenant', ['outbox.call', 'tenants.name']],
    ['a contact’s address', CONTACT, ['contacts.email', 'outbox.call', 'outbox.recipients']],
    ['what a target answered', BODY, []],
    ['whom a hook names', USER, ['inbox.body']],
    ['what is watched', String(env.ACME_API_URL), []],
  ]

  it.each(KEPT)('%s', (_name, word, places) => {
    expect(placesOf(word).filter((place) => !places.includes(place))).toEqual([])
  })

  it('and a signed link is in no answer', () => {
    expect(answers.filter(({ text }) => /eyJ[\w-]{10,}\.eyJ/.test(text)).map(({ path }) => path)).toEqual([])
  })
})
