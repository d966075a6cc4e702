// The list behind the responder's door, and the forms on it: each does one thing, and leads back to where it can be seen.

import type { Context, Hono } from 'hono'
import { respondListPage } from '../../../templates/pages/respond-list.tsx'
import type { Actor } from '../../core/incident/incident-event.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { HOUR } from '../../core/time.ts'
import { respondListView } from '../../core/view/respond-list-view.ts'
import { cutSilence } from '../../flows/maintain.ts'
import { cutAbsence, declareAbsence } from '../../flows/people/absence.ts'
import { finish } from '../../flows/people/duties.ts'
import { heldSignals } from '../../flows/receive.ts'
import type { System } from '../../flows/system.ts'
import { listDeploys } from '../../store/deploys.ts'
import { listIncidents } from '../../store/incidents.ts'
import { listAbsences } from '../../store/people/absences.ts'
import { listDuties } from '../../store/people/duties.ts'
import { readClock, readStanding } from '../../store/status.ts'
import { listMaintenance } from '../../store/watch/maintenance.ts'
import { listSilences } from '../../store/watch/silences.ts'
import { listTroubles } from '../../store/watch/troubles.ts'
import { reportByForm, silenceByForm } from '../actions.ts'
import { sessionOf } from '../auth.ts'
import { answerPage } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { addressOf, askToSignIn, nameOf, nothingDone } from './door.ts'

const MOST_LISTED = 50
const MOST_DEPLOYS = 100

export async function listPage(c: Context<Http>, responder: string): Promise<string> {
  const { db, io, runbook } = c.env.system
  const now = io.at()
  const [incidents, clock, maintenance, silences, troubles, held, standing, absences, deploys, duties] =
    await Promise.all([
      listIncidents(db, MOST_LISTED),
      readClock(db),
      listMaintenance(db, { now, regular: runbook.maintenance }),
      listSilences(db, now),
      listTroubles(db),
      heldSignals(c.env.system),
      readStanding(db),
      listAbsences(db, now),
      listDeploys(db, MOST_DEPLOYS),
      listDuties(db, now),
    ])
  const facts = {
    incidents,
    clock,
    maintenance,
    silences,
    troubles,
    held,
    standing,
    absences,
    deploys,
    duties: duties.filter(({ doneAt }) => doneAt === null),
    responder: nameOf(c, responder),
    reportId: io.id(),
  }
  return respondListPage(respondListView(facts, runbook, now))
}

type Form = Readonly<Record<string, unknown>>

/** Where what was done can be seen, or why it was not. */
type Submit = (form: Form, by: Actor, system: System) => Promise<Result<string>>

const TO_LIST = { title: 'Back to the list', href: '/respond' }

const FORMS: Readonly<Record<string, Submit>> = {
  report: async (form, by, system) => {
    const reported = await reportByForm(form, by, system)
    return reported.ok ? ok(addressOf(reported.value)) : reported
  },
  silence: async (form, by, system) => {
    const placed = await silenceByForm(form, by, system)
    return placed.ok ? ok('/respond#silences') : placed
  },
  'silence/end': async ({ silence }, _by, system) => {
    const isOver = typeof silence === 'string' && (await cutSilence(silence, system))
    return isOver ? ok('/respond#silences') : err('There is no such silence any more.')
  },
  absence: async ({ responder, hours }, by, system) => {
    const until = system.io.at() + Number(hours) * HOUR
    if (typeof responder !== 'string' || !(until > system.io.at())) return err('Say who is away, and for how long.')
    const declared = await declareAbsence({ responder, until, by: by.name }, system)
    return declared.ok ? ok('/respond#people') : err(asSentence(declared.error))
  },
  'duty/end': async ({ duty }, by, system) => {
    const done = await finish({ key: typeof duty === 'string' ? duty : '', by: by.name }, system)
    return done.ok ? ok('/respond#duties') : err(asSentence(done.error.reason))
  },
  'absence/end': async ({ absence }, _by, system) => {
    const isOver = typeof absence === 'string' && (await cutAbsence(absence, system))
    return isOver ? ok('/respond#people') : err('There is no such absence any more.')
  },
}

export function addListForms(respond: Hono<Http>): void {
  for (const [path, submit] of Object.entries(FORMS)) {
    respond.post(`/${path}`, async (c) => {
      const responder = await sessionOf(c)
      if (responder === null)
        return askToSignIn(c, 'Your session has ended, so nothing was done. Sign in and try again.')
      const by = { kind: 'responder', name: nameOf(c, responder) } as const
      const done = await submit(await c.req.parseBody(), by, c.env.system)
      if (done.ok) return c.redirect(done.value, 303)
      return answerPage(c, nothingDone(done.error, TO_LIST), path.endsWith('/end') ? 409 : 400)
    })
  }
}
