// A leaked secret is an incident of its own type: a checklist of what has to be done, the rotation in its order. No deploy
// is suspected of it and none is taken back.

import type { Decision } from '../incident/decision.ts'
import { type Incident, keyOf } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import type { Filter } from '../incident/response.ts'
import { err, ok } from '../result.ts'
import type { Runbook } from '../runbook.ts'
import type { Signal } from '../watch/signal.ts'
import type { Checklist } from './checklist.ts'
import type { ChecklistItem, Secret } from './secret.ts'

export function isLeak({ scope }: Incident): boolean {
  return scope.impact === 'secret-leak'
}

export function checklistOf({ checklist }: Incident): Checklist {
  return checklist ?? []
}

/** What leaks once more after it has been rotated has to be rotated once more. */
export function drawChecklist(before: Checklist, { secrets = [] }: Signal, runbook: Runbook): EventBody[] {
  const isBeingRotated = (name: string) => before.some(({ rotates, done }) => rotates === name && done === null)
  const fresh = secrets.filter((name) => !isBeingRotated(name)).flatMap((name) => runbook.secrets[name] ?? [])
  if (fresh.length === 0) return []
  const items = itemsFor(fresh).map((item, index) => ({ id: `item-${before.length + index + 1}`, ...item }))
  return [{ kind: 'checklist_drawn', items }]
}

function itemsFor(secrets: readonly Secret[]): Omit<ChecklistItem, 'id'>[] {
  const names = secrets.map(({ name }) => name).join(', ')
  const rotation = secrets.flatMap(({ name, steps }) => steps.map((what) => ({ what, rotates: name })))
  const rest = [
    `Audit the logs for the time in which ${names} could be used by others, until the old value was revoked.`,
    ...secrets.flatMap(({ name, misuse }) => (misuse === null ? [] : [`Misuse of ${name}: ${misuse}`])),
    'Find out whether data of users may have been exposed.',
    'Tell the users whose data may have been exposed; it is enough that it may.',
    'Write down what leaked, the exposure window, the impact and the remediation.',
  ]
  return [...rotation, ...rest.map((what) => ({ what, rotates: null }))]
}

/** Both values are valid for a while, so that nothing breaks: whoever revokes too early breaks it. */
export function tick(incident: Incident, id: string): Decision {
  const item = checklistOf(incident).find((it) => it.id === id)
  if (item === undefined) return err('there is no such item on the checklist')
  if (incident.phase === 'closed') return err('this incident is closed')
  if (item.done !== null) return err(`${item.done.by} has done it already`)
  const next = nextStep(incident, item.rotates)
  if (next !== null && next.id !== id)
    return err(`the steps of a rotation keep their order; first comes "${next.what}"`)
  return ok([{ kind: 'ticked', item: id, what: item.what }])
}

/** Of the rotation of a secret; null: it is done, or there is none. */
function nextStep(incident: Incident, secret: string | null): Checklist[number] | null {
  const open = checklistOf(incident).filter(({ rotates, done }) => rotates === secret && done === null)
  return secret === null ? null : (open[0] ?? null)
}

/** The items that can be ticked now. */
export function tickable(incident: Incident): string[] {
  if (incident.phase === 'closed') return []
  const open = checklistOf(incident).filter(({ done }) => done === null)
  return open
    .filter(({ id, rotates }) => rotates === null || nextStep(incident, rotates)?.id === id)
    .map(({ id }) => id)
}

/** null: every secret that leaked has been rotated. */
export function missingToResolve(incident: Incident): string | null {
  const step = checklistOf(incident).find(({ rotates, done }) => rotates !== null && done === null)
  return step === undefined ? null : `${step.rotates} is not rotated yet; next comes "${step.what}"`
}

/** A rotation because of a leak counts like one that was due: what asks for one asks no more. */
export const countRotation: Filter = ({ event, incident }) => {
  if (event.kind !== 'ticked') return []
  const secret = checklistOf(incident).find(({ id }) => id === event.item)?.rotates ?? null
  if (secret === null || nextStep(incident, secret) !== null) return []
  const { at, by } = event
  const subject = rotationOf(secret)
  const what = `Rotate ${secret}, which leaked`
  const about = { kind: 'rotation', incident: incident.ref, what, owner: null, dueAt: at, remindAt: at } as const
  return [
    { kind: 'duty', duty: { ...about, key: `${subject}/${keyOf(incident)}` } },
    { kind: 'duty-done', done: { key: subject, at, by: by.name } },
  ]
}

/** Every duty to rotate a secret is filed under this. */
export function rotationOf(secret: string): string {
  return `rotation/${secret}`
}
