// The checklist of a leak as people see it: what is done, what can be done now, and what rotating does to users.

import type { Incident } from '../incident/incident.ts'
import type { Runbook } from '../runbook.ts'
import { checklistOf, tickable } from '../secrets/leak.ts'
import type { RespondView } from './page-view.ts'

export function checklistView(incident: Incident, { secrets }: Runbook): RespondView['checklist'] {
  const list = checklistOf(incident)
  if (list.length === 0) return null
  const may = tickable(incident)
  const leaked = [...new Set(list.flatMap(({ rotates }) => rotates ?? []))]
  const consequences = leaked.flatMap((name) => {
    const consequence = secrets[name]?.consequence ?? null
    return consequence === null ? [] : [`Rotating ${name}: ${consequence}`]
  })
  return { consequences, items: list.map((item) => ({ ...item, mayTick: may.includes(item.id) })) }
}
