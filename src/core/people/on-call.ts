// Who is on call: whoever shipped last, because they know most about it; then who merged it, the rota, and the fallback role.

import type { Deploy } from '../rollback/deploy.ts'
import { liveDeploys } from '../rollback/suspect.ts'
import type { Responder, Runbook, Service, Severity } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Called } from './people.ts'
import { rotaOf } from './rota.ts'

export type Roster = {
  deploys: readonly Deploy[]
  runbook: Runbook
  /** Responders who said that they cannot be called now. */
  absent: readonly string[]
  now: Instant
}

export type Call = { responders: Called[]; isNobodyOnCall: boolean }

/** On call, those of a rung that is due at once, and everybody where the runbook says so. */
export function whomToCall(service: Service, severity: Severity, roster: Roster): Call {
  const { escalation } = roster.runbook
  if (severity === 'P4') return { responders: [], isNobodyOnCall: false }
  const onCall = onCallChain(service, roster).slice(0, 1)
  const atOnce = escalation.paths[severity].filter(({ afterMs }) => afterMs === 0).flatMap(({ roles }) => roles)
  const everyone = escalation.everyone.includes(severity) ? everybody(roster, severity) : []
  const stand = onCall.length > 0 ? onCall : standIns(severity, roster)
  const responders = onceEach([...stand, ...present(membersOf(atOnce, roster.runbook), roster), ...everyone])
  return { responders, isNobodyOnCall: onCall.length === 0 }
}

/** In the order in which they are asked, without those who are away. */
export function onCallChain(service: Service, roster: Roster): Called[] {
  const { deploys, runbook } = roster
  const last = liveDeploys(deploys, runbook).find((deploy) => deploy.service === service.id)
  const { fallback } = runbook.escalation
  const why = last === undefined ? 'no deploy is known' : "the last deploy's author is no responder"
  return onceEach(
    present(
      [
        ...named(last?.author, runbook, `shipped the last deploy of ${service.title}`),
        ...named(last?.mergedBy, runbook, `merged the last deploy of ${service.title}`),
        ...rotaOf(runbook, roster.now),
        ...membersOf([fallback], runbook).map(({ id }) => ({ id, why: `${fallback}: ${why}` })),
      ],
      roster,
    ),
  )
}

/** Where nobody is on call, the first rung is; where they are all away, everybody is, away or not. */
function standIns(severity: Severity, roster: Roster): Called[] {
  const { runbook } = roster
  const roles = runbook.escalation.paths[severity].flatMap(({ roles }) => roles)
  const there = present([...membersOf(roles, runbook), ...allOf(runbook)], roster).slice(0, 1)
  const called = there.length > 0 ? there : allOf(runbook)
  const why = there.length > 0 ? 'nobody is on call' : 'nobody is on call, and everybody is away'
  return called.map(({ id }) => ({ id, why }))
}

export function membersOf(roles: readonly string[], { roles: known }: Runbook): Called[] {
  return roles.flatMap((role) => (known[role] ?? []).map((id) => ({ id, why: role })))
}

/** Those who are there; where all are away it is better to call them all the same. */
export function presentOrAll(called: readonly Called[], roster: Pick<Roster, 'absent'>): Called[] {
  const there = present(called, roster)
  return there.length > 0 ? there : called.map(({ id, why }) => ({ id, why: `${why}, though away` }))
}

function present(called: readonly Called[], { absent }: Pick<Roster, 'absent'>): Called[] {
  return called.filter(({ id }) => !absent.includes(id))
}

function everybody(roster: Roster, severity: Severity): Called[] {
  return present(allOf(roster.runbook), roster).map(({ id }) => ({ id, why: `everybody is called for ${severity}` }))
}

function allOf({ responders }: Runbook): Called[] {
  return Object.keys(responders).map((id) => ({ id, why: 'a responder' }))
}

export function onceEach(called: readonly Called[]): Called[] {
  return called.filter(({ id }, index) => called.findIndex((other) => other.id === id) === index)
}

/** A robot is nobody's login, so whoever merged for it comes next. */
function named(author: string | null | undefined, runbook: Runbook, why: string): Called[] {
  const id = responderOf(author, runbook)
  return id === null ? [] : [{ id, why }]
}

/** Whose login it is; null: nobody's. */
export function responderOf(author: string | null | undefined, { responders }: Runbook): string | null {
  const responder = author ? Object.values(responders).find((it) => hasLogin(it, author)) : undefined
  return responder?.id ?? null
}

function hasLogin({ logins, email }: Responder, author: string): boolean {
  const names = [logins.github, logins.vercel, logins.railway, email]
  return names.some((name) => name?.toLowerCase() === author.toLowerCase())
}
