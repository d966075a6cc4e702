// What comes after an incident: it is listed as waiting, refuses to close before it may, asks in working hours, and ends as a file.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { FORM, rowsOf, signIn } from '../http/door.ts'
import { theatre } from '../theatre.ts'

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.pass(2)
  await stage.control('PUT', 'targets/acme-api', { mode: 'healthy' })
  await stage.pass(34)
})

const duties = () =>
  rowsOf<{ kind: string; isOpen: number }>('select kind, done_at is null as isOpen from duties order by kind')
const onDay = (days: number) => new Date(stage.now() + days * 86_400_000).toISOString().slice(0, 10)

async function submit(path: string, form: Record<string, string>): Promise<Response> {
  const headers = { ...FORM, ...(await signIn(stage)) }
  return await stage.request(path, { method: 'POST', headers, body: new URLSearchParams(form), redirect: 'manual' })
}

async function page(path: string): Promise<string> {
  return await (await stage.request(path, { headers: await signIn(stage) })).text()
}

it('closes with an action that somebody owns and a day, by the page alone', async () => {
  expect(await duties()).toEqual([
    { kind: 'postmortem-scheduled', isOpen: 1 },
    { kind: 'postmortem-written', isOpen: 1 },
  ])
  expect(await page('/respond')).toMatch(/What is owed.*Give the post-mortem of INC-1 a date/s)
  expect(await page('/respond')).toMatch(/Waiting to be closed.*INC-1 · P1 closes with at least one action/s)
  const refused = await submit('/respond/INC-1', { action: 'close', cause: 'a bad index' })
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('at least one action')])
  const action = { action: 'add-action', text: 'Watch the index', owner: 'lead', date: onDay(10) }
  expect((await submit('/respond/INC-1', action)).status).toBe(303)
  expect((await submit('/respond/INC-1', { action: 'schedule-postmortem', date: onDay(1) })).status).toBe(303)
  const shown = await page('/respond/INC-1')
  expect(shown).toContain(`It is on ${onDay(1)}.`)
  expect(shown).toContain('It is done: Watch the index')
  expect((await submit('/respond/INC-1', { action: 'close', cause: 'a bad index' })).status).toBe(303)
  expect((await submit('/respond/INC-1', { action: 'finish-action', id: 'action-1' })).status).toBe(303)
  expect(await duties()).toEqual([
    { kind: 'action', isOpen: 0 },
    { kind: 'postmortem-scheduled', isOpen: 0 },
    { kind: 'postmortem-written', isOpen: 1 },
  ])
  const draft = await page('/respond/INC-1/postmortem.md')
  expect(draft).toMatch(/\| Failed looks of its monitors \| [2-4] \|/)
  expect(draft).toMatch(new RegExp(`\\| Watch the index \\| .+ \\| ${onDay(10)}, done `))
})

it('asks by mail in working hours, once a working day, and leads to the list', async () => {
  const before = (await stage.mails()).length
  await stage.pass(72, 60)
  const mails = (await stage.mails()).slice(before).filter(({ subject }) => subject.includes('What you owe'))
  expect(mails.length).toBeGreaterThanOrEqual(1)
  expect(mails.length).toBeLessThanOrEqual(3)
  expect(mails[0]?.text).toContain('Give the post-mortem of INC-1 a date')
  const link = /\/respond\?key=\S+/.exec(mails[0]?.text ?? '')?.[0] ?? ''
  const entered = await stage.request(link, { redirect: 'manual' })
  expect([entered.status, entered.headers.get('location')]).toEqual([302, '/respond'])
})

it('says who is called, and lets the next be called instead', async () => {
  expect(await page('/respond')).toContain('Who is called')
  expect((await submit('/respond/absence', { responder: 'lead', hours: '4' })).status).toBe(303)
  expect(await page('/respond')).toContain('is back')
  const [absence] = await rowsOf<{ id: string; author: string }>('select id, author from absences')
  expect((await submit('/respond/absence', { responder: 'nobody', hours: '4' })).status).toBe(400)
  expect((await submit('/respond/absence', { responder: 'lead', hours: 'x' })).status).toBe(400)
  expect((await submit('/respond/absence/end', { absence: absence?.id ?? '' })).status).toBe(303)
  await stage.pass(1)
  expect((await submit('/respond/absence/end', { absence: absence?.id ?? '' })).status).toBe(409)
})
