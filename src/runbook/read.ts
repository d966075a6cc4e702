// Reads what was written by a schema, and puts what the schema finds wrong into our words.

import * as z from 'zod'
import { err, ok, type Result } from '../core/result.ts'
import type { Finding } from './problems.ts'
import { valueAt } from './walk.ts'

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of options',
  record: 'a group of names',
}

/** Reads a value by its schema, or says everything that is wrong with it. `extra`: keys that are known elsewhere. */
export function read<T>(schema: z.ZodType<T>, value: unknown, extra: readonly string[] = []): Result<T, Finding[]> {
  const result = schema.safeParse(value, { error: wantedBy })
  if (result.success) return ok(result.data)
  return err(result.error.issues.flatMap((issue) => findings(issue, value, extra)))
}

function findings(issue: z.core.$ZodIssue, value: unknown, extra: readonly string[]): Finding[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = [...issue.message.split(' ').filter(Boolean), ...extra]
    return issue.keys.map((key) => ({ path: [...path, key], found: key, wanted: known }))
  }
  if (issue.code === 'invalid_value') {
    return [{ path, found: valueAt(value, path), wanted: issue.values.map(String) }]
  }
  const found = issue.code === 'invalid_key' ? path.at(-1) : valueAt(value, path)
  return [{ path, found, wanted: issue.message }]
}

function wantedBy(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      // Only here the schema is at hand; findings() takes the known keys apart again.
      return issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(' ') : ''
    case 'invalid_type':
      return NAMES[String(issue.expected)]
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    case 'invalid_key':
      return issue.issues[0]?.message
    case 'invalid_union':
      return [
        ...new Set(
          issue.errors
            .flat()
            .filter(isAboutValue)
            .map(({ message }) => message),
        ),
      ].join(' or ')
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.origin, issue.minimum)}`
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${amount(issue.origin, issue.maximum)}`
    default:
      return undefined
  }
}

/** The message about unknown keys is a list of the known ones, which says nothing among the arms of a union. */
function isAboutValue({ code }: z.core.$ZodIssue): boolean {
  return code !== 'unrecognized_keys'
}

function amount(origin: string, count: number | bigint): string {
  const noun = origin === 'string' ? ' letter' : origin === 'array' ? ' entry' : ''
  return `${count}${count === 1 ? noun : noun.replace(/y$/, 'ie').replace(/(.)$/, '$1s')}`
}
