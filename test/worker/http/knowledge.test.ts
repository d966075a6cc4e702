// What the runbook knows, where people and programs meet it: its names for severities, its links, and what is to be kept.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { askAt, BEARER, everyRow, expectArmour, expectRefusal, FORM, rowsOf, seal } from './door.ts'

const opened = openRunbook(
  changed({
    'severity.native': { P1: 'P0', P2: 'P1', P3: 'SEV 3' },
    'services.api.slo': { availability: 99.9, over: '7d' },
    'services.web.slo': { availability: 99 },
    'services.api.links': [{ title: 'Restore', url: 'https://docs.example.com/restore', when: 'loss', owner: 'Ops' }],
    links: [{ title: 'Roll back', url: 'https://docs.example.com/rollback', when: 'outage' }],
    contacts: [{ area: 'Database', who: 'Data owner', how: 'data@example.com' }],
  }),
  OUTSIDE,
)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

const ask = (path: string, init: RequestInit = {}) => askAt(BEGIN, runbook, { path, ...init })

function call(path: string, body: unknown): Promise<Response> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  return ask(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function session(): Promise<Record<string, string>> {
  const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: BEGIN + HOUR } as const
  return { cookie: `watchkeeper=${await seal.close(claim)}` }
}

async function page(path: string): Promise<string> {
  const answer = await ask(path, { headers: await session() })
  const html = await answer.text()
  expect(answer.status, html).toBe(200)
  expectArmour(answer, html)
  return html
}

const report = (impact: string) =>
  call('/incidents', { service: 'api', impact, summary: 'It is empty.', by: 'Support' })

describe('the severity is set', () => {
  const rows = () => rowsOf("select state->>'severity' as severity, state->>'native' as native from incidents")

  it.each([
    ['by the name that the runbook has for it', 'sev 3', { severity: 'P3', native: 'SEV 3' }],
    ['by our own name', 'P4', { severity: 'P4', native: null }],
    ['by ours where the runbook has it for another', 'P1', { severity: 'P1', native: 'P0' }],
  ])('%s', async (_name, severity, row) => {
    await report('degradation')
    const answer = await call('/incidents/INC-1/classify', { by: 'Kim', severity, reason: 'so it is' })
    expect(answer.status, await answer.text()).toBe(200)
    expect(await rows()).toEqual([row])
  })

  it('by that name in a form as well, and by no other', async () => {
    await report('outage')
    const headers = { ...FORM, ...(await session()) }
    const send = (body: string) => ask('/respond/INC-1', { method: 'POST', headers, body })
    expect((await send('action=classify&severity=SEV+3&reason=x')).status).toBe(303)
    expect(await rows()).toEqual([{ severity: 'P3', native: 'SEV 3' }])
    const before = await rowsOf("select * from incident_events where event not like '%message_settled%'")
    const refusal = await expectRefusal(await send('action=classify&severity=SEV+4&reason=x'), [400])
    expect(refusal).toContain('A severity is one of P1 (P0), P2 (P1), P3 (SEV 3), P4.')
    expect(await rowsOf("select * from incident_events where event not like '%message_settled%'")).toEqual(before)
  })
})

describe('the links', () => {
  it('that fit stand first on the page of an incident, and the best one in the call', async () => {
    await report('loss')
    const html = await page('/respond/INC-1')
    expect(html.indexOf('Restore')).toBeLessThan(html.indexOf('Roll back'))
    for (const words of ['Kept by Ops.', 'never validated', 'Data owner']) expect(html).toContain(words)
    const [mail] = await rowsOf<{ call: string }>("select call from outbox where what = 'call'")
    expect(mail?.call).toContain('Restore: https://docs.example.com/restore')
    expect(mail?.call).toContain('Never validated.')
    expect(mail?.call).toContain('Database: Data owner, data@example.com')
    expect(mail?.call).not.toContain('https://docs.example.com/rollback')
  })
})

describe('what is meant to be kept', () => {
  async function keep(tallies: Record<string, string>): Promise<void> {
    const hour = Math.floor(BEGIN / HOUR)
    await env.DB.prepare('insert into standing values (0, ?1, ?2)').bind(hour, JSON.stringify(tallies)).run()
  }

  async function services(): Promise<unknown> {
    const before = await everyRow()
    const answer = await ask('/api/v1/services', { headers: BEARER })
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    expectArmour(answer, text)
    expect(await everyRow()).toBe(before)
    return JSON.parse(text)
  }

  it('is told with what is known of its days, and warned of when it is used up', async () => {
    // Ten days ago is not asked about.
    await keep({ api: `998,2 1000${' '.repeat(9)}0,1000` })
    expect(await services()).toMatchObject({
      services: [
        {
          id: 'api',
          title: 'API',
          environment: 'production',
          uptime: { percent: 99.9, days: 2, ofDays: 7 },
          slo: { availability: 99.9, overDays: 7, usedPercent: 100 },
        },
        { id: 'web', uptime: null, slo: { availability: 99, overDays: 30, usedPercent: null } },
      ],
    })
    const html = await page('/respond')
    expect(html).toContain('The error budget is used up: 100 % of it used')
    expect(html).toContain('Nothing is known of these days yet.')
  })

  it('is for whoever has the token', async () => {
    await expectRefusal(await ask('/api/v1/services'), [401])
  })
})
