// A JSON body at the border: its type, its size, its syntax and its shape, each refused with what would be right.

import type { Context } from 'hono'
import type * as z from 'zod'
import { err, ok, type Result } from '../core/result.ts'
import { problem } from './errors.ts'

const DEEPEST = 20

export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
  const type = c.req.header('content-type') ?? 'nothing'
  if (!/^application\/json\b/i.test(type))
    return err(problem(c, 415, `Send application/json; this says ${printable(type)}.`))
  const json = parse(await c.req.text())
  if (!json.ok) return err(problem(c, 400, json.error))
  const read = schema.safeParse(json.value)
  if (read.success) return ok(read.data)
  const problems = read.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'body'}: ${message}`)
  return err(problem(c, 400, 'The body is not what is expected here.', problems.map(printable)))
}

function parse(text: string): Result<unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value, DEEPEST) ? err(`The body is nested more than ${DEEPEST} levels deep.`) : ok(value)
  } catch {
    return err('The body is not valid JSON.')
  }
}

function isTooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1))
}

/** What a caller sent comes back only as short plain text. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}
