// A person's click or call becomes a command to the desk, or a hold; the answer says in words what came of it.

import type { PersonCommand, Wish } from '../core/incident/command.ts'
import type { Incident } from '../core/incident/incident.ts'
import type { Actor } from '../core/incident/incident-event.ts'
import { err, ok, type Result } from '../core/result.ts'
import { type Runbook, SEVERITIES, type Severity } from '../core/runbook.ts'
import { MINUTE } from '../core/time.ts'
import { REPORTED } from '../core/watch/signal.ts'
import { placeSilence } from '../flows/maintain.ts'
import { endHold, placeHold } from '../flows/record.ts'
import { report } from '../flows/report.ts'
import type { System } from '../flows/system.ts'
import { asSentence } from './words.ts'

export type Done =
  | { ok: true; sentence: string; incident: Incident | null }
  | { ok: false; status: 400 | 404 | 409; sentence: string }

type Form = Readonly<Record<string, unknown>>

const LONGEST_TEXT = 2_000
const LONGEST_LINE = 200
const QUIET_MINUTES = { least: 1, most: 7 * 24 * 60 }

/** What somebody wants done about an incident, as a form or a call says it. */
type Asked = { ref: string; by: Actor; form: Form }

export async function act(wish: Asked, system: System): Promise<Done> {
  const { form } = wish
  const action = textOf(form, 'action')
  if (action === 'hold-rollbacks' || action === 'hold-mail') return await hold(wish, system)
  if (action === 'release') {
    const isOver = await endHold(textOf(form, 'hold'), system)
    return isOver ? { ok: true, sentence: 'Released.', incident: null } : refuse(409, 'There is no such hold any more.')
  }
  const wanted = readCommand(action, form, system.runbook)
  return wanted.ok ? await send(wish, wanted.value, system) : refuse(400, wanted.error)
}

async function send({ ref, by }: Asked, command: PersonCommand, system: System): Promise<Done> {
  const { desk, io, visit } = system
  const [answer] = await desk.tell([{ kind: 'command', id: io.id(), incident: ref, by, command }], visit)
  if (answer === undefined) return refuse(404, 'There is no incident with this name.')
  if (answer.isAccepted) return { ok: true, sentence: answer.sentence, incident: answer.incident }
  return refuse(answer.incident === null ? 404 : 409, asSentence(answer.sentence))
}

function readCommand(action: string, form: Form, runbook: Runbook): Result<PersonCommand> {
  const [text, cause, reason] = [textOf(form, 'text'), textOf(form, 'cause'), textOf(form, 'reason')]
  if (Object.keys(form).some((name) => textOf(form, name).length > LONGEST_TEXT))
    return err(`A text has at most ${LONGEST_TEXT} characters.`)
  switch (action) {
    case 'acknowledge':
      return ok({ kind: 'acknowledge' })
    case 'note':
      return ok({ kind: 'note', text })
    case 'suppose':
      return ok({
        kind: 'suppose',
        hypothesis: {
          condition: textOf(form, 'condition'),
          actions: textOf(form, 'actions'),
          needs: textOf(form, 'needs'),
        },
      })
    case 'escalate':
      return ok({ kind: 'escalate', reason })
    case 'mitigate':
      return ok({ kind: 'mitigate', text })
    case 'resolve':
      return ok({ kind: 'resolve', text })
    case 'close':
      return ok({ kind: 'close', cause })
    case 'schedule-postmortem':
      return ok({ kind: 'schedule-postmortem', date: textOf(form, 'date') })
    case 'write-postmortem':
      return ok({ kind: 'write-postmortem', where: text })
    case 'add-action':
      return ok({ kind: 'add-action', what: text, owner: textOf(form, 'owner'), date: textOf(form, 'date') })
    case 'finish-action':
      return ok({ kind: 'finish-action', id: textOf(form, 'id') })
    case 'tick':
      return ok({ kind: 'tick', item: textOf(form, 'item') })
    case 'classify':
      return classification({ named: textOf(form, 'severity'), from: textOf(form, 'from'), reason }, runbook)
    case 'rescope':
      return ok({ kind: 'rescope', services: wishOf(form, 'services'), tenants: wishOf(form, 'tenants'), reason })
    case 'merge':
      return ok({ kind: 'merge', into: textOf(form, 'into').trim(), reason })
    case 'dismiss':
      return ok({ kind: 'dismiss', reason })
    case 'approve':
      return ok({ kind: 'approve', report: null })
    default:
      return err('There is no such action.')
  }
}

type Classification = { named: string; from: string; reason: string }

function classification({ named, from, reason }: Classification, { severity: { native } }: Runbook) {
  const [severity, seen] = [severityOf(named, native), severityOf(from, native)]
  if (severity !== undefined && (seen !== undefined || from === ''))
    return ok<PersonCommand>({ kind: 'classify', severity, reason, ...(seen !== undefined && { from: seen }) })
  const known = SEVERITIES.map((one) => (native[one] === undefined ? one : `${one} (${native[one]})`))
  return err(`A severity is one of ${known.join(', ')}.`)
}

/** One of ours, or the runbook's own name for it; where they are spelt the same, it is ours, as everywhere in the API. */
function severityOf(said: string, native: Runbook['severity']['native']): Severity | undefined {
  const named = said.trim().toLowerCase()
  return (
    SEVERITIES.find((one) => one.toLowerCase() === named) ??
    SEVERITIES.find((one) => native[one]?.toLowerCase() === named)
  )
}

/** A form says what was chosen when it was shown and what is now, so that what has joined meanwhile is not taken away. */
function wishOf(form: Form, name: 'services' | 'tenants'): Wish {
  const said = form[name]
  if (typeof said === 'object' && said !== null && 'add' in said && 'remove' in said)
    return { add: namesIn(said.add), remove: namesIn(said.remove) }
  const [now, before] = [namesIn(form[`${name}[]`]), namesIn(form[`${name}-shown[]`])]
  return { add: now.filter((id) => !before.includes(id)), remove: before.filter((id) => !now.includes(id)) }
}

function namesIn(said: unknown): string[] {
  return Array.isArray(said) ? said.filter((one) => typeof one === 'string' && one.length <= LONGEST_LINE) : []
}

/** The incident it belongs to. */
export async function reportByForm(form: Form, by: Actor, system: System): Promise<Result<string>> {
  const [service = '', feature] = textOf(form, 'about').split('/')
  const impact = REPORTED.find((one) => one === textOf(form, 'impact'))
  const summary = textOf(form, 'summary').trim()
  const tenants = textOf(form, 'tenants')
    .split(/[\s,]+/)
    .filter((id) => id !== '')
  if (impact === undefined) return err('Say how bad it is.')
  if (summary === '' || summary.length > LONGEST_LINE)
    return err(`Say what is wrong, in at most ${LONGEST_LINE} characters.`)
  const wish = {
    id: textOf(form, 'id').slice(0, LONGEST_LINE) || undefined,
    service,
    feature,
    impact,
    summary,
    tenants,
    secrets: [textOf(form, 'secret')].filter((name) => name !== ''),
  }
  const reported = await report(wish, by, system)
  if (!reported.ok) return err(asSentence(reported.error))
  return ok(reported.value.incident?.ref ?? '')
}

/** `about` is a service, or a monitor of it as `service/monitor`. */
export async function silenceByForm(form: Form, by: Actor, system: System): Promise<Result<true>> {
  const span = readSpan('silence', form)
  if (!span.ok) return span
  const [service = '', monitor] = textOf(form, 'about').split('/')
  const placed = await placeSilence({ service, monitor, author: by.name, ...span.value }, system)
  return placed.ok ? ok(true) : err(asSentence(placed.error))
}

async function hold({ by, form }: Asked, system: System): Promise<Done> {
  const span = readSpan('hold', form)
  if (!span.ok) return refuse(400, span.error)
  const scope = textOf(form, 'action') === 'hold-mail' ? 'mail' : 'rollbacks'
  const service = textOf(form, 'service') || null
  const placed = await placeHold({ scope, service, author: by.name, ...span.value }, system)
  return placed.ok ? { ok: true, sentence: 'Held.', incident: null } : refuse(400, asSentence(placed.error))
}

function readSpan(what: 'hold' | 'silence', form: Form): Result<{ reason: string; forMs: number }> {
  const reason = textOf(form, 'reason').trim()
  const minutes = Number(textOf(form, 'minutes'))
  if (reason === '' || reason.length > LONGEST_TEXT) return err(`A ${what} needs a reason.`)
  if (!Number.isInteger(minutes) || minutes < QUIET_MINUTES.least || minutes > QUIET_MINUTES.most)
    return err(`A ${what} lasts between a minute and a week.`)
  return ok({ reason, forMs: minutes * MINUTE })
}

function textOf(form: Form, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined
  return typeof value === 'string' ? value : ''
}

function refuse(status: 400 | 404 | 409, sentence: string): Done {
  return { ok: false, status, sentence }
}
