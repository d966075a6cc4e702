// What error trackers have told of late, out of the deliveries as they were stored: numbers only, never a text of theirs.

import { type Assessed, nobodyTells } from '../../core/assess/answer.ts'
import { type Tally, whatWasCounted } from '../../core/assess/known.ts'
import type { Runbook, Service } from '../../core/runbook.ts'
import type { Source } from '../../sources/contract.ts'
import { sources } from '../../sources/index.ts'
import type { Delivered } from '../../store/inbox.ts'
import { deliveriesOfLate } from '../../store/watch/assessment.ts'
import { sourceMap } from '../receive.ts'
import type { System } from '../system.ts'

type Tracker = Source & { tracks: NonNullable<Source['tracks']> }

export async function askTrackers(
  services: readonly Service[],
  { db, io, runbook, secret }: Pick<System, 'db' | 'io' | 'runbook' | 'secret'>,
): Promise<Assessed[]> {
  const connected = Object.values<Source>(sources)
    .filter(isTracker)
    .filter(({ needs }) => needs.every(secret))
  if (connected.length === 0) return [nobodyTells('What do error trackers tell?', 'none is connected')]
  const kinds = connected.map(({ kind }) => kind)
  const { deliveries, isMore } = await deliveriesOfLate(db, kinds, io.at())
  const about = services.map(({ title }) => title).join(', ')
  return connected.map((tracker) => {
    const its = deliveries.filter(({ source }) => source === tracker.kind)
    const told = its.filter((delivery) => isAbout(delivery, { tracker, services, runbook }))
    return whatWasCounted(tracker.tracks.title, about, { ...tally(told, tracker), isMore })
  })
}

function isTracker(source: Source): source is Tracker {
  return source.tracks !== undefined
}

type Asked = { tracker: Tracker; services: readonly Service[]; runbook: Runbook }

/** What is over names no service any more, and counts for nothing. */
function isAbout(delivery: Delivered, { tracker, services, runbook }: Asked): boolean {
  const meaning = tracker.read(delivery, sourceMap(runbook))
  if (meaning.kind === 'nothing') return false
  return meaning.changes.some((change) => {
    return change.kind === 'failing' && services.some(({ id }) => id === change.signal.service)
  })
}

function tally(told: readonly Delivered[], { tracks }: Tracker): Omit<Tally, 'isMore'> {
  const counts = told.map((delivery) => tracks.count(delivery))
  const most = (numbers: readonly (number | null)[]) => {
    const known = numbers.filter((number) => number !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  const events = most(counts.map((its) => its.events))
  return { deliveries: told.length, events, users: most(counts.map((its) => its.users)) }
}
