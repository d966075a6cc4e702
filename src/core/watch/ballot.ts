// One thing seen from several places: what counts is what enough of them say. A place that knows nothing has no voice.

import type { Verdict } from './verdict.ts'

/** Where Cloudflare can be asked to look from; best effort, and told by the name of the lane. */
export const PLACES = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const

export type Place = (typeof PLACES)[number]

/** Wherever the cron happened to run. */
export const HERE = 'here'

export type Vote = { place: string; verdict: Verdict }

export type Rule = {
  /** So many have to fail; null: more than half. */
  quorum: number | null
  /**
   * What it means that some fail and others do not: `warn` where several places are watched because customers are in all of
   * them, `unknown` where the others were only asked whether to believe the first.
   */
  split: 'warn' | 'unknown'
}

export function count(votes: readonly Vote[], { quorum, split }: Rule): Verdict {
  const heard = votes.filter(({ verdict }) => verdict.kind !== 'unknown')
  const failing = heard.filter(({ verdict }) => verdict.kind === 'fail')
  const [first] = failing
  if (first?.verdict.kind !== 'fail') return best(votes)
  const { failure, reason } = first.verdict
  const enough = quorum ?? Math.floor(heard.length / 2) + 1
  const from = named(failing)
  if (failing.length >= enough) return { kind: 'fail', failure, reason: `${reason}, seen from ${from}` }
  const others = named(heard.filter((vote) => !failing.includes(vote)))
  const parted = `${reason}, seen from ${from}; ${others === '' ? 'nobody else could look' : `it works from ${others}`}`
  return split === 'warn' ? { kind: 'warn', failure, reason: parted } : { kind: 'unknown', reason: parted }
}

/** Where nobody fails: slow anywhere is slow, and if nobody could look, nobody knows. */
function best(votes: readonly Vote[]): Verdict {
  const verdicts = votes.map(({ verdict }) => verdict)
  return (
    verdicts.find(({ kind }) => kind === 'warn') ??
    verdicts.find(({ kind }) => kind === 'pass') ??
    verdicts[0] ?? { kind: 'unknown', reason: 'nobody looked' }
  )
}

function named(votes: readonly Vote[]): string {
  const places = votes.map(({ place }) => place)
  return places.length < 2 ? places.join('') : `${places.slice(0, -1).join(', ')} and ${places.at(-1)}`
}
