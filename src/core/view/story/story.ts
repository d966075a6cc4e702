// The timeline in words: what happened, why, and with which evidence. It is the first draft of the post-mortem.

import type { IncidentEvent } from '../../incident/incident-event.ts'
import type { TimelineLine } from '../page-view.ts'
import { aboutCourse } from './course.ts'
import { aboutInsight } from './insight.ts'
import { aboutMessages } from './messages.ts'
import { aboutPeople } from './people.ts'
import { aboutRollbacks } from './rollbacks.ts'
import type { Told, Words } from './told.ts'

const WORDS: Words<IncidentEvent['kind']> = {
  ...aboutCourse,
  ...aboutInsight,
  ...aboutPeople,
  ...aboutRollbacks,
  ...aboutMessages,
}

export function tell(event: IncidentEvent): TimelineLine {
  // Each kind has words for its own events; the compiler cannot see that both are the same kind.
  const say = WORDS[event.kind] as (event: IncidentEvent) => Told
  const { text, detail = [] } = say(event)
  return { at: event.at, by: event.by.name, text, detail }
}
