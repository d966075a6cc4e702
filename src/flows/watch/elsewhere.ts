// Second opinions on a failure: the same look from all other places that the runbook names, in objects of their own.

import type { Vote } from '../../core/watch/ballot.ts'
import type { System } from '../system.ts'
import type { LaneTask } from './lane.ts'

/** A place that does not answer has no opinion. What writes is never tried elsewhere. */
export async function askElsewhere(task: LaneTask, from: string, system: System): Promise<Vote[]> {
  const { io, runbook, visit, lane } = system
  const monitor = runbook.monitors[task.monitor]
  if (monitor === undefined || monitor.writes || monitor.places.length > 0) return []
  const places = runbook.elsewhere.places.filter((place) => place !== from)
  const opinions = places.map(async (place): Promise<Vote[]> => {
    const asked: LaneTask = { ...task, place, voice: 'opinion', at: io.at() }
    const errand = { visit: { ...visit, now: io.at() }, place, mayTell: false }
    const heard = lane(`${place}/v1/confirm/${task.monitor}`, place).begin([asked], errand)
    return await heard.then(
      ({ voices }) => voices.map(({ verdict }) => ({ place, verdict })),
      () => [],
    )
  })
  return (await Promise.all(opinions)).flat()
}
