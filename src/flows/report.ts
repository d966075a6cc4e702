// Trouble that a person reports, because no monitor sees it: what a customer wrote, what somebody observed.

import type { Answer } from '../core/desk/ground.ts'
import type { Actor } from '../core/incident/incident-event.ts'
import { err, ok, type Result } from '../core/result.ts'
import type { Runbook } from '../core/runbook.ts'
import type { Instant } from '../core/time.ts'
import { type Impact, PERSON, reportKey, type Signal } from '../core/watch/signal.ts'
import { credentialKind } from '../runbook/credentials.ts'
import { CLOCKS_DIFFER_MS, serviceOf, unknownService } from './known.ts'
import type { System } from './system.ts'

export type Report = {
  /** The same report under the same name is the same report. */
  id?: string | undefined
  service: string
  feature?: string | undefined
  impact: Impact
  summary: string
  /** Whom it hurts, where that is known; none: everybody who uses it. */
  tenants?: string[] | undefined
  startedAt?: Instant | undefined
  /** What leaked, by the runbook's names. */
  secrets?: string[] | undefined
}

export async function report(wish: Report, by: Actor, system: System): Promise<Result<Answer>> {
  const { desk, io, visit } = system
  const signal = readReport(wish, by, system)
  if (!signal.ok) return signal
  const [answer] = await desk.tell([{ kind: 'reported', id: io.id(), by, signal: signal.value }], visit)
  if (answer === undefined) throw new Error('the desk answered nothing')
  return answer.isAccepted ? ok(answer) : err(answer.sentence)
}

function readReport(wish: Report, by: Actor, { io, runbook }: System): Result<Signal> {
  const {
    id = io.id(),
    service: name,
    feature = null,
    impact,
    summary,
    tenants = [],
    startedAt = io.at(),
    secrets = [],
  } = wish
  const service = serviceOf(name, runbook)
  if (service === undefined) return err(unknownService(name, runbook))
  const leak = leakProblem(wish, runbook)
  if (leak !== null) return err(leak)
  const features = Object.keys(service.features)
  if (feature !== null && !features.includes(feature))
    return err(`${service.title} has no feature "${feature}"; it has ${features.join(', ') || 'none'}`)
  if (startedAt > io.at() + CLOCKS_DIFFER_MS) return err('it cannot have begun in the future')
  return ok({
    key: reportKey(id),
    source: PERSON,
    service: name,
    feature,
    impact,
    startedAt,
    summary: `${by.name} reports: ${summary}`,
    ...(tenants.length > 0 && { tenants }),
    ...(secrets.length > 0 && { secrets }),
  })
}

/** What was sent instead of a name may be the value: it is not repeated. */
function leakProblem({ impact, secrets = [], summary }: Report, { secrets: known }: Runbook): string | null {
  const names = Object.keys(known)
  if (impact !== 'secret-leak') return secrets.length === 0 ? null : 'only a secret-leak names a secret'
  if (secrets.length === 0 || secrets.some((name) => !names.includes(name)))
    return `a leak names a secret of the runbook; it has ${names.join(', ') || 'none'}`
  const kind = credentialKind(summary)
  return kind === null ? null : `the sentence holds what looks like ${kind}; a secret is told by its name`
}
