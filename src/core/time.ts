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

/** Beyond `enough` of them a unit is said even where it is not exact. */
const UNITS = [
  { size: DAY, name: 'day', enough: 3 },
  { size: HOUR, name: 'hour', enough: 6 },
  { size: MINUTE, name: 'minute', enough: 2 },
] as const

/** A duration in words, in its largest unit that says it exactly enough: `30 minutes`, `1 hour`, `90 minutes`. */
export function spoken(ms: number): string {
  const unit = UNITS.find(({ size, enough }) => ms > 0 && (ms % size === 0 || ms >= enough * size))
  const { size, name } = unit ?? { size: SECOND, name: 'second' }
  const count = Math.max(0, Math.round(ms / size))
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
