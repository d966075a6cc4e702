// Who is away is passed over, said by the API and stored; nonsense changes nothing.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { HOUR, iso } from '../../../src/core/time.ts'
import { theatre } from '../theatre.ts'
import { rowsOf } from './door.ts'

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
})

const away = (responder: string) => ({ responder, until: iso(stage.now() + HOUR), by: 'Kim' })

const called = async () => {
  const rows = await rowsOf<{ event: string }>(
    `select event from incident_events where event->>'kind' = 'responders_called' order by seq`,
  )
  return rows.map(({ event }) => JSON.parse(event).responders.map(({ id }: { id: string }) => id))
}

it('passes over whoever is away, until they are back', async () => {
  const said = await stage.api('POST', '/absences', away('lead'))
  expect(said).toMatchObject({ status: 201, body: { absence: { responder: 'lead', author: 'Kim' } } })
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.pass(1)
  expect(await called()).toEqual([['api-engineer']])
  const { absence } = said.body as { absence: { id: string } }
  expect(await stage.api('DELETE', `/absences/${absence.id}`)).toMatchObject({ status: 200 })
  await stage.pass(16)
  expect((await called()).at(-1)).toEqual(['api-engineer'])
  const [row] = await rowsOf<{ event: string }>(`select event from incident_events where event->>'kind' = 'escalated'`)
  expect(JSON.parse(row?.event ?? '{}')).toMatchObject({
    climbed: 1,
    responders: [{ id: 'lead' }],
    reason: 'it is not mitigated 15 minutes after its detection',
  })
})

it.each([
  ['somebody who is no responder', { responder: 'nobody' }, 'There is no responder "nobody"'],
  ['an end that has passed', { until: '2020-01-01T00:00:00Z' }, 'That is over already'],
  ['years', { until: '2099-01-01T00:00:00Z' }, 'at most 60 days'],
  ['nobody who says it', { by: '' }, 'not what is expected'],
])('refuses %s', async (_, change, sentence) => {
  const { status, body } = await stage.api('POST', '/absences', { ...away('lead'), ...change })
  expect({ status, body }).toMatchObject({ status: 400, body: { error: expect.stringContaining(sentence) } })
  expect(await rowsOf('select * from absences')).toEqual([])
  expect(await stage.api('DELETE', '/absences/none')).toMatchObject({ status: 404 })
})
