// The signals of an incident by their keys: which of them fail, and since when that is so.

import type { Instant } from '../../time.ts'
import type { Signal } from '../../watch/signal.ts'

export type Signals = Record<string, Signal & { isFailing: boolean; changedAt: Instant }>

/** Keys come from outside: `constructor` is a key like any other. */
export function signalIn(signals: Signals, key: string): Signals[string] | undefined {
  return Object.hasOwn(signals, key) ? signals[key] : undefined
}

export function failing(before: Signals, signal: Signal, at: Instant): Signals {
  return { ...before, [signal.key]: { ...signal, isFailing: true, changedAt: at } }
}

export function recovered(before: Signals, key: string, at: Instant): Signals {
  const signal = signalIn(before, key)
  return signal === undefined ? before : { ...before, [key]: { ...signal, isFailing: false, changedAt: at } }
}

/** What fails here goes on failing, whatever is said of it elsewhere. */
export function signalsTogether(own: Signals, others: readonly Omit<Signals[string], 'changedAt'>[], at: Instant) {
  const added = others.filter(({ key }) => signalIn(own, key)?.isFailing !== true)
  return { ...own, ...Object.fromEntries(added.map((signal) => [signal.key, { ...signal, changedAt: at }])) }
}
