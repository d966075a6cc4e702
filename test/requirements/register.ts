// Every requirement that is built, with the tests that prove it: docs/requirements.md is written from here.

import { AFTERWARDS } from './afterwards.ts'
import { CHOICES } from './choices.ts'
import { CLASSIFICATION } from './classification.ts'
import { PEOPLE } from './people.ts'
import type { Requirement } from './requirement.ts'
import { TIMERS } from './timers.ts'

export const CHAPTERS: readonly { title: string; requirements: readonly Requirement[] }[] = [
  { title: 'How bad it is', requirements: CLASSIFICATION },
  { title: 'Who is called, and what they do', requirements: PEOPLE },
  { title: 'What is told, verified, written and rotated', requirements: AFTERWARDS },
  { title: 'The timers', requirements: TIMERS },
  { title: 'Where the documents say two things', requirements: CHOICES },
]
