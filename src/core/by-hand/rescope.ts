// Whom an incident hurts, said by a person. The severity is asked again, unless a person has set it.

import type { Command, Wish } from '../incident/command.ts'
import { overdue } from '../incident/communicate.ts'
import type { Decision, Policy } from '../incident/decision.ts'
import { evolve, type Incident, isOpen } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { askAgain, keepSeverity } from '../incident/reclassify.ts'
import { endOf } from '../incident/standing.ts'
import { err, ok } from '../result.ts'
import { type Change, hurtServices } from './scope.ts'

type Rescope = Command & { kind: 'rescope' }

export function rescope(incident: Incident, command: Rescope, policy: Policy): Decision {
  const reason = command.reason.trim()
  if (!isOpen(incident)) return err(`this incident ${endOf(incident)}`)
  const problem = serviceProblem(incident, command.services, policy) ?? tenantProblem(incident, command.tenants, policy)
  if (problem !== null) return err(problem)
  if (reason === '') return err('the reason is missing')
  const services = changeOf(command.services, hurtServices(incident, policy.runbook))
  const tenants = changeOf(command.tenants, incident.scope.ids)
  if ([services, tenants].every(({ added, removed }) => added.length + removed.length === 0))
    return err('that is its scope already')
  const rescoped: EventBody = { kind: 'rescoped', services, tenants, reason }
  const after = evolve(incident, { ...rescoped, at: policy.now, by: command.by }) ?? incident
  return ok([rescoped, ...classifiedAnew(after, command, policy)])
}

/** Of all that it has hurt, also what works again by now: only what was said has changed. */
function classifiedAnew(incident: Incident, { by, reason }: Rescope, policy: Policy): EventBody[] {
  const next = askAgain(incident, Object.values(incident.signals), policy)
  const reasons = [`${by.name} changed whom it hurts: ${reason.trim()}`, ...next.reasons]
  const { severity: from, severitySetBy } = incident
  if (severitySetBy !== undefined) return [keepSeverity(incident, { ...next, reasons }, severitySetBy)]
  const { severity } = next
  const isRaised = severity < from
  return [
    { ...next, kind: 'classified', from, reasons },
    ...(isRaised ? overdue({ ...incident, severity, scope: next.scope }, policy) : []),
  ]
}

function changeOf({ add, remove }: Wish, hurt: readonly string[]): Change {
  return {
    added: [...new Set(add)].filter((id) => !hurt.includes(id)),
    removed: [...new Set(remove)].filter((id) => hurt.includes(id)),
  }
}

function serviceProblem({ service }: Incident, wish: Wish, { runbook }: Policy): string | null {
  const known = Object.values(runbook.services).filter(({ environment }) => environment === 'production')
  const ids = known.map(({ id }) => id)
  const stranger = [...wish.add, ...wish.remove].find((id) => !ids.includes(id))
  if (stranger !== undefined) return `no service in production is called "${stranger}"; there are ${ids.join(', ')}`
  return wish.remove.includes(service) ? `it began with ${service}, which stays` : bothProblem(wish)
}

function tenantProblem({ scope }: Incident, wish: Wish, { tenants }: Policy): string | null {
  const ids = tenants.map(({ id }) => id)
  const stranger = [...wish.add, ...wish.remove.filter((id) => !scope.ids.includes(id))].find((id) => !ids.includes(id))
  return stranger === undefined ? bothProblem(wish) : `no active tenant is called "${stranger}"`
}

function bothProblem({ add, remove }: Wish): string | null {
  const both = add.find((id) => remove.includes(id))
  return both === undefined ? null : `"${both}" cannot be added and removed at once`
}
