// What an answer over HTTP means. Its reasons repeat nothing that the target wrote but its status.

import type { Observation } from '../../core/watch/observation.ts'
import type { Verdict } from '../../core/watch/verdict.ts'
import { wrongJson } from '../json.ts'
import { judgeLatency } from '../latency.ts'
import { charactersSeen, matches } from './pattern.ts'
import { expectsRefusal, expectsSuccess, isExpected, type Settings } from './settings.ts'

export const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

type Assertion = (settings: Settings, seen: Observation) => string | null

const ASSERTIONS: readonly Assertion[] = [wrongHeader, wrongType, wrongSize, wrongBody, wrongDocument]

export function judge(settings: Settings, seen: Observation): Verdict {
  if (seen.trouble !== null) {
    const { kind: failure, detail: reason } = seen.trouble
    // What we refuse to call says nothing about the target; a target that sends us there is broken for everybody.
    return failure === 'policy' && seen.hops === 0 ? { kind: 'unknown', reason } : { kind: 'fail', failure, reason }
  }
  const { statuses } = settings
  if (isWrongSuccess(settings, seen)) {
    const where = `answered ${seen.status} where ${statuses.join(', ')} was expected`
    return expectsRefusal(statuses)
      ? { kind: 'fail', failure: 'exposure', reason: `${where}: what has to be refused was allowed` }
      : { kind: 'fail', failure: 'status', reason: `${where}: what has to be sent elsewhere was answered` }
  }
  if (seen.status === null || !isExpected(seen.status, statuses)) {
    const reason = `answered ${seen.status ?? 'nothing'} instead of ${statuses.join(', ')}`
    return { kind: 'fail', failure: 'status', reason }
  }
  for (const assertion of ASSERTIONS) {
    const wrong = assertion(settings, seen)
    if (wrong !== null) return { kind: 'fail', failure: 'assertion', reason: `answered ${seen.status} ${wrong}` }
  }
  return judgeLatency(settings.latency, seen.totalMs)
}

/** Where a redirect led, a success is another page's: what was asked for was not allowed. */
export function isWrongSuccess({ statuses }: Settings, { status, hops }: Observation): boolean {
  const isSuccess = status !== null && status >= 200 && status < 300 && hops === 0
  if (!isSuccess || expectsSuccess(statuses)) return false
  return expectsRefusal(statuses) || REDIRECTS.some((redirect) => isExpected(redirect, statuses))
}

function wrongHeader({ expectHeaders = {} }: Settings, { headers }: Observation): string | null {
  for (const [name, expected] of Object.entries(expectHeaders)) {
    const value = headers?.get(name.toLowerCase())
    if (value === undefined) return `without the header ${name}`
    if (!isLike(value, expected)) return `with another ${name} than expected`
  }
  return null
}

function isLike(value: string, expected: NonNullable<Settings['expectHeaders']>[string]): boolean {
  if (typeof expected === 'string') return value === expected
  return 'contains' in expected ? value.includes(expected.contains) : matches(expected.matches, value)
}

function wrongType({ contentType }: Settings, { headers }: Observation): string | null {
  if (contentType === undefined) return null
  const [type = ''] = (headers?.get('content-type') ?? '').split(';')
  const isRight = type.trim().toLowerCase() === contentType.toLowerCase()
  return isRight ? null : `with another content type than ${contentType}`
}

function wrongSize(
  { size: { leastBytes = 0, mostBytes = Infinity } = {} }: Settings,
  seen: Observation,
): string | null {
  if (seen.bytes < leastBytes) return seen.bytes === 0 ? 'with nothing in it' : `with less than ${leastBytes} bytes`
  return seen.bytes > mostBytes ? `with more than ${mostBytes} bytes` : null
}

function wrongBody(settings: Settings, { body, bytes }: Observation): string | null {
  const where = bytes >= settings.maxBytes ? ` in its first ${settings.maxBytes} bytes` : ''
  if (!list(settings.bodyContains).every((text) => body.includes(text))) return `without the expected text${where}`
  if (list(settings.bodyLacks).some((text) => body.includes(text))) return 'with a text that must not be there'
  const missed = list(settings.bodyMatches).find((pattern) => !matches(pattern, body))
  if (missed === undefined) return null
  const seen = charactersSeen(missed)
  const part = body.length > seen ? ` in its first ${seen} characters` : where
  return `without what the pattern looks for${part}`
}

function wrongDocument({ json, maxBytes }: Settings, { body, bytes }: Observation): string | null {
  if (json === undefined) return null
  return bytes >= maxBytes ? `with JSON that does not end in its first ${maxBytes} bytes` : wrongJson(json, body)
}

function list(value: string | string[] | undefined): string[] {
  return [value ?? []].flat()
}
