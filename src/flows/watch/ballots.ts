// Monitors that are watched from several places: their voices are gathered as the lanes return, and counted when the last
// of them is in.

import type { Seen } from '../../core/desk/ground.ts'
import type { Sample } from '../../core/kept/sample.ts'
import type { Monitor, Runbook } from '../../core/runbook.ts'
import { count } from '../../core/watch/ballot.ts'
import { reasonOf } from '../../core/watch/verdict.ts'
import { lookOf, type Voice } from './lane.ts'

export type Counted = { sample: Sample; seen: Seen }

/** Takes voices and hands out what they complete. */
export function openBallots({ monitors }: Runbook): (voices: readonly Voice[]) => Counted[] {
  const gathered = new Map<string, Voice[]>()
  return (voices) =>
    voices.flatMap((voice) => {
      const known = [...(gathered.get(voice.key) ?? []), voice]
      gathered.set(voice.key, known)
      const monitor = monitors[voice.monitor]
      return monitor !== undefined && known.length === monitor.places.length ? [countAll(monitor, known)] : []
    })
}

function countAll({ id, quorum }: Monitor, voices: readonly Voice[]): Counted {
  const verdict = count(voices, { quorum, split: 'warn' })
  const at = Math.min(...voices.map((voice) => voice.at))
  const places = Object.fromEntries(voices.map((voice) => [voice.place, lookOf(voice.verdict, voice.value)]))
  const sample = { monitor: id, at, ...lookOf(verdict, median(voices)), reason: reasonOf(verdict), places }
  return { sample, seen: { monitor: id, verdict, at } }
}

/** What it took from the place in the middle: neither the nearest nor the farthest speaks for all. */
function median(voices: readonly Voice[]): number | null {
  const values = voices.flatMap(({ value }) => value ?? []).toSorted((a, b) => a - b)
  return values[Math.floor((values.length - 1) / 2)] ?? null
}
