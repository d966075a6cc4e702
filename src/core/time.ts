// Instants and durations, in milliseconds. The time itself is always handed down; nothing here asks for it.

export type Instant = number

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The number of the minute an instant lies in: the key under which a minute's work is claimed and stored. */
export function minuteOf(at: Instant): number {
  return Math.floor(at / MINUTE)
}

export function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/** `2026-03-15 14:30 UTC`: the form in which people outside read an instant. */
export function utc(at: Instant): string {
  return `${iso(at).slice(0, 16).replace('T', ' ')} UTC`
}

const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [SECOND, 'second'],
] as const

/** A duration in words, in its largest unit that says it exactly enough: `30 minutes`, `1 hour`, `90 minutes`. */
export function spoken(ms: number): string {
  const [size, name] = UNITS.find(([unit]) => ms >= unit && (ms % unit === 0 || ms >= 2 * unit)) ?? [SECOND, 'second']
  const count = Math.max(0, Math.round(ms / size))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
