// What monitors say of the four things that the checklist asks of every system: each is told by whichever monitors `tell` it.

import { type Monitor, type Runbook, VITALS, type Vital } from '../runbook.ts'
import { type Instant, MINUTE } from '../time.ts'
import type { Health } from '../watch/health.ts'
import type { Look } from '../watch/look.ts'
import { type Assessed, finding, fine, nobodyTells, notKnown } from './answer.ts'

/** The newest look that was kept of late. */
export type LastLook = Look & { monitor: string; minute: number }

/** The newest number that was pushed. */
export type LastNumber = { monitor: string; at: Instant; latest: number }

export type Seen = { troubles: readonly Health[]; looks: readonly LastLook[]; numbers: readonly LastNumber[] }

const QUESTIONS: Readonly<Record<Vital, string>> = {
  workers: 'Are the workers at work?',
  queues: 'Do the queues move?',
  pool: 'Has the connection pool room?',
  memory: 'Is there memory left?',
}

export function whatMonitorsTell(seen: Seen, { monitors, services }: Runbook): Assessed[] {
  const ofProduction = Object.values(monitors).filter(({ service }) => services[service]?.environment === 'production')
  return VITALS.map((vital) => {
    const tellers = ofProduction.filter(({ tells }) => tells?.of === vital)
    return tell(
      QUESTIONS[vital],
      tellers.map((monitor) => stateOf(monitor, seen)),
      vital,
    )
  })
}

type State = { kind: Assessed['kind']; words: string }

function tell(question: string, states: readonly State[], vital: Vital): Assessed {
  if (states.length === 0) return nobodyTells(question, `no monitor says that it tells '${vital}'`)
  const said = `${states.map(({ words }) => words).join('; ')}.`
  if (states.some(({ kind }) => kind === 'finding')) return finding(question, said)
  return states.some(({ kind }) => kind === 'unknown') ? notKnown(question, said) : fine(question, said)
}

function stateOf(monitor: Monitor, { troubles, looks, numbers }: Seen): State {
  const { id, title } = monitor
  const trouble = troubles.find((health) => health.monitor === id)
  const look = looks.find((its) => its.monitor === id)
  const number = numberOf(
    monitor,
    look,
    numbers.find((its) => its.monitor === id),
  )
  if (trouble?.state === 'down' || trouble?.state === 'degraded')
    return { kind: 'finding', words: `${title} is ${trouble.state} (${trouble.reason})${number}` }
  if (trouble?.state === 'unknown') return { kind: 'unknown', words: `${title} is not known (${trouble.reason})` }
  if (look === undefined) return { kind: 'unknown', words: `${title} was not seen in the last hour` }
  return { kind: WORDS[look.kind].kind, words: `${title} ${WORDS[look.kind].words}${number}` }
}

const WORDS: Readonly<Record<Look['kind'], State>> = {
  pass: { kind: 'fine', words: 'is well' },
  asleep: { kind: 'fine', words: 'is asleep' },
  warn: { kind: 'finding', words: 'was slow or near its limit when it was last seen' },
  fail: { kind: 'finding', words: 'failed when it was last seen' },
  unknown: { kind: 'unknown', words: 'could not be seen' },
  maintenance: { kind: 'unknown', words: 'is in maintenance' },
}

/** How long a look at an address took is no answer; a number that is watched for its own sake is. */
function numberOf({ tells }: Monitor, look: LastLook | undefined, pushed: LastNumber | undefined): string {
  const unit = tells?.unit ?? null
  const isNewer = pushed !== undefined && pushed.at >= (look?.minute ?? 0) * MINUTE
  const value = isNewer ? pushed.latest : (look?.value ?? null)
  return unit === null || value === null ? '' : `, ${[Number(value.toPrecision(4)), unit].join(' ').trimEnd()}`
}
