// What the runbook itself makes somebody owe, again and again: secrets to rotate and links to validate. Compared once a
// night with what is stored; a night that is missed changes when, and nothing else.

import type { Link, Runbook } from '../runbook.ts'
import { rotationOf } from '../secrets/leak.ts'
import { DAY, type Instant, iso } from '../time.ts'
import { firstReminder } from './duties.ts'
import type { Duty } from './people.ts'

/** How long before it is due it becomes a duty. */
const AHEAD_MS = 7 * DAY

export type Stored = { key: string; doneAt: Instant | null }

/** `dropped`: open ones that nobody owes any more, because the runbook says that it was done, or does not name it. */
export type Standing = { fresh: Duty[]; dropped: string[] }

export function compareStanding(runbook: Runbook, stored: readonly Stored[], now: Instant): Standing {
  const owed = [...rotations(runbook), ...validations(runbook)].flatMap((one) => owedBy(one, stored, { runbook, now }))
  const isOwed = new Set(owed.map(({ key }) => key))
  const isStored = new Set(stored.map(({ key }) => key))
  return {
    fresh: owed.filter(({ key }) => !isStored.has(key)),
    dropped: stored.filter(({ key, doneAt }) => doneAt === null && !isOwed.has(key)).map(({ key }) => key),
  }
}

/** `saidAt`: when the runbook says that it was done last. */
type Recurring = Pick<Duty, 'kind' | 'what' | 'owner'> & { subject: string; everyMs: number; saidAt: Instant | null }

type Asking = { runbook: Runbook; now: Instant }

/** The key says since when, so that what is owed once is one duty in every night. */
function owedBy(one: Recurring, stored: readonly Stored[], { runbook, now }: Asking): Duty[] {
  const { subject, everyMs, saidAt, ...about } = one
  const done = stored
    .filter(({ key }) => key.slice(0, key.lastIndexOf('/')) === subject)
    .flatMap(({ doneAt }) => doneAt ?? [])
  const since = [...done, ...(saidAt === null ? [] : [saidAt])].toSorted((a, b) => a - b).at(-1)
  const dueAt = since === undefined ? now : since + everyMs
  if (dueAt > now + AHEAD_MS) return []
  const key = `${subject}/${since === undefined ? 'never' : iso(since)}`
  const remindAt = firstReminder({ owner: about.owner, dueAt }, now, runbook)
  return [{ ...about, key, incident: null, dueAt, remindAt }]
}

function rotations({ secrets }: Runbook): Recurring[] {
  return Object.values(secrets).flatMap(({ name, title, where, rotateEveryMs, rotatedOn, owner }) => {
    if (rotateEveryMs === null) return []
    const what = `Rotate ${title === null ? name : `${name} (${title})`} on ${where.join(' and on ')}`
    return [{ kind: 'rotation', subject: rotationOf(name), what, owner, everyMs: rotateEveryMs, saidAt: rotatedOn }]
  })
}

/** A link without an owner is a pointer; one that several services have is validated once. */
function validations(runbook: Runbook): Recurring[] {
  const all = [...runbook.links, ...Object.values(runbook.services).flatMap(({ links }) => links)]
  const kept = new Map(all.filter(({ owner }) => owner !== null).map((link) => [link.url, link]))
  return [...kept.values()].map((link) => ({
    kind: 'link',
    subject: `link/${link.url}`,
    what: `Validate "${link.title}", kept by ${link.owner}: ${link.url}`,
    owner: responderNamed(link, runbook),
    everyMs: runbook.linksGoStaleAfterMs,
    saidAt: link.validated?.on ?? null,
  }))
}

/** A link is kept by whoever it says; where that is a team, the fallback role is asked. */
function responderNamed({ owner }: Link, { responders }: Runbook): string | null {
  return Object.values(responders).find(({ id, name }) => id === owner || name === owner)?.id ?? null
}
