// The state of everything in one sentence. Doubt about the measurements outweighs good news, never bad news.

import type { PublicIncident, PublicState, StatusView } from '../../src/core/view/page-view.ts'
import { joined } from '../words.ts'

export type Headline = { state: PublicState; sentence: string }

export function isDoubtful(view: Pick<StatusView, 'isStale' | 'watchedAt'>): boolean {
  return view.isStale || view.watchedAt === null
}

/** What may be shown for a state that was measured long ago, or never. */
export function believed(state: PublicState, isDoubted: boolean): PublicState {
  return isDoubted && state === 'operational' ? 'unknown' : state
}

/** Nothing measures badly, yet people may be at work on something. */
function calm(open: readonly PublicIncident[]): Headline {
  if (open.length === 0) return { state: 'operational', sentence: 'Everything we watch is working.' }
  return open.every((incident) => incident.phase === 'monitoring' || incident.phase === 'resolved')
    ? { state: 'operational', sentence: 'It works again, and we are watching closely.' }
    : { state: 'degraded', sentence: 'We are looking into a problem.' }
}

/** Bad news that is old stays bad news, but is told as old. */
function trouble(view: StatusView, state: 'degraded' | 'outage'): Headline {
  const names = view.services.filter((service) => service.state === state).map((service) => service.title)
  const subject = names.length === 0 ? 'Something' : joined(names)
  const what = state === 'outage' ? 'not working' : 'working less well than usual'
  if (view.isStale)
    return { state, sentence: `${subject} ${names.length > 1 ? 'were' : 'was'} ${what} when we last measured.` }
  return { state, sentence: `${subject} ${names.length > 1 ? 'are' : 'is'} ${what}.` }
}

export function headline(view: StatusView): Headline {
  const state = believed(view.overall, isDoubtful(view))
  if (state === 'outage' || state === 'degraded') return trouble(view, state)
  if (view.watchedAt === null) return { state: 'not-watched', sentence: 'Nothing has been watched yet.' }
  if (state === 'operational') return calm(view.open)
  if (state === 'maintenance') return { state, sentence: 'We are working on something, as planned.' }
  return state === 'unknown'
    ? { state, sentence: 'We cannot tell right now whether everything works.' }
    : { state, sentence: 'Nothing is being watched at the moment.' }
}
