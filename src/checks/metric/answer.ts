// Where in an answer a metric's number stands. What cannot be read is said without a word of the answer.

import { err, ok, type Result } from '../../core/result.ts'
import type { Answer } from '../../io.ts'
import { readJson, select } from '../json.ts'
import { sumOf } from './prometheus.ts'
import type { Settings } from './settings.ts'

export const MOST_BYTES = 1024 * 1024

/** As JSON writes one; the API of Prometheus puts it in quotes. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i

/** To be put after the name of the monitor. */
export function readNumber(settings: Settings, { status, body, bytes }: Answer): Result<number> {
  const { json, prometheus, dividedBy, unit } = settings
  if (status < 200 || status > 299) return err(`answered ${status} instead of 200-299`)
  if (bytes >= MOST_BYTES) return err(`answered more than ${MOST_BYTES} bytes`)
  const at = (place: string) => (json === undefined ? sumOf(place, body) : numberAt(place, body))
  const number = at(json ?? prometheus ?? '')
  if (!number.ok || dividedBy === undefined) return number
  const divisor = at(dividedBy)
  if (!divisor.ok) return divisor
  if (divisor.value === 0) return err(`has 0 as ${dividedBy}, by which nothing can be divided`)
  return ok((number.value / divisor.value) * (unit === '%' ? 100 : 1))
}

function numberAt(path: string, text: string): Result<number> {
  const document = readJson(text)
  if (document === undefined) return err('answered something that is no JSON')
  const [value, ...others] = select(path, document)
  if (value === undefined) return err(`has nothing at ${path}`)
  if (others.length > 0) return err(`has several values at ${path}`)
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? ok(number) : err(`has no number at ${path}`)
}
