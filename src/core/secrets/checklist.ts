// Where the checklist of a leak stands: what there is to do, and who has done it. Nothing is ever taken off it.

import type { IncidentEvent } from '../incident/incident-event.ts'
import type { Instant } from '../time.ts'
import type { ChecklistItem } from './secret.ts'

export type Ticked = { at: Instant; by: string }

/** Missing in incidents that are no leak. */
export type Checklist = (ChecklistItem & { done: Ticked | null })[]

export function checklistAfter(before: Checklist = [], event: IncidentEvent): { checklist?: Checklist } {
  if (event.kind === 'checklist_drawn')
    return { checklist: [...before, ...event.items.map((item) => ({ ...item, done: null }))] }
  if (event.kind !== 'ticked') return {}
  const done = { at: event.at, by: event.by.name }
  return { checklist: before.map((item) => (item.id === event.item ? { ...item, done } : item)) }
}
