// What people were asked about an incident, what they did and think, and what they owed and did not do in time.

import type { IncidentEvent } from '../incident/incident-event.ts'
import type { Instant } from '../time.ts'
import { reasonToCallAgain } from './call-again.ts'
import type { Hypothesis, Owed } from './people.ts'

export type Attention = {
  /** From when its clocks run, where that is not the detection: it was over, and is back. */
  since: Instant | null
  /** Rungs that were climbed, of the path of the severity it has. */
  climbed: number
  calledAt: Instant | null
  isNobodyOnCall: boolean
  /** When a person last did anything about it. */
  actedAt: Instant | null
  /** What people wrote down and did, the newest last. */
  tried: string[]
  hypothesis: (Hypothesis & { by: string }) | null
  missed: { what: Owed; at: Instant }[]
}

export const NO_ATTENTION: Attention = {
  since: null,
  climbed: 0,
  calledAt: null,
  isNobodyOnCall: false,
  actedAt: null,
  tried: [],
  hypothesis: null,
  missed: [],
}

/** As many as somebody who has just been woken can take in. */
const MOST_TRIED = 5

export function attend(before: Attention, event: IncidentEvent): Attention {
  const isCall = reasonToCallAgain(event) !== null
  const after = { ...before, ...(isCall && { calledAt: event.at }), ...change(before, event) }
  return event.by.kind === 'rule' || event.kind === 'signal_joined' ? after : { ...after, actedAt: event.at }
}

function change(before: Attention, event: IncidentEvent): Partial<Attention> {
  switch (event.kind) {
    case 'responders_called':
      return { calledAt: event.at, isNobodyOnCall: event.isNobodyOnCall === true }
    case 'escalated':
      return { calledAt: event.at, climbed: event.climbed }
    case 'classified':
      return event.from === event.severity ? {} : { climbed: 0 }
    case 'reopened':
      return { since: event.at, climbed: 0, actedAt: null }
    case 'noted':
      return { tried: [...before.tried, `${event.by.name}: ${event.text}`].slice(-MOST_TRIED) }
    case 'supposed':
      return { hypothesis: { ...event.hypothesis, by: event.by.name } }
    case 'missed':
      return { missed: [...before.missed, { what: event.what, at: event.at }] }
    default:
      return {}
  }
}
