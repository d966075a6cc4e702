// What comes in, at the border: a body's type, syntax and shape, a query, a form, an address, each refused with what would be right.

import type { Context, MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { err, ok, type Result } from '../core/result.ts'
import { problem, problems } from './errors.ts'

const DEEPEST = 20
const MOST_PROBLEMS = 20
const JSON_IN_UTF_8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
  const type = c.req.header('content-type') ?? 'nothing'
  if (!JSON_IN_UTF_8.test(type))
    return err(problem(c, 415, `Send application/json in UTF-8; this says ${printable(type)}.`))
  const json = parse(await c.req.arrayBuffer())
  if (!json.ok) return err(problem(c, 400, json.error))
  const read = schema.safeParse(json.value)
  return read.success ? ok(read.data) : err(refused(c, 'body', read.error))
}

export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): Result<z.output<Schema>, Response> {
  const pairs = [...new URL(c.req.url).searchParams]
  const names = new Set(pairs.map(([name]) => name))
  if (names.size < pairs.length) return err(problem(c, 400, 'The query has the same name twice.'))
  const read = schema.safeParse(Object.fromEntries(pairs))
  return read.success ? ok(read.data) : err(refused(c, 'query', read.error))
}

function refused(c: Context, what: 'body' | 'query', { issues }: z.ZodError): Response {
  const found = issues
    .slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => `${path.map(String).join('.') || what}: ${message}`)
  return problems(c, `The ${what} is not what is expected here.`, found.map(printable))
}

/** A form that cannot be read is refused before anybody asks for it; once read, it is kept for whoever does. */
export const readableForm: MiddlewareHandler = async (c, next) => {
  try {
    await c.req.parseBody()
  } catch {
    return problem(c, 400, 'This form cannot be read.')
  }
  return await next()
}

/** Names in an address become headers of redirects and rows, where a control character does harm. */
export const plainPath: MiddlewareHandler = async (c, next) => {
  if (!isPlain(new URL(c.req.url).pathname)) return problem(c, 400, 'This address cannot be read.')
  return await next()
}

function isPlain(path: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path))
  } catch {
    return false
  }
}

function parse(bytes: ArrayBuffer): Result<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    const value: unknown = JSON.parse(text)
    if (isTooDeep(value, DEEPEST)) return err(`The body is nested more than ${DEEPEST} levels deep.`)
    return keysWritten(text) > keysOf(value) ? err('The body has the same key twice.') : ok(value)
  } catch {
    return err('The body is not valid JSON in UTF-8.')
  }
}

/** JSON.parse keeps the last of two equal keys without a word; nobody can tell which one was meant. */
function keysWritten(text: string): number {
  let keys = 0
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?/g)) if (token.endsWith(':')) keys++
  return keys
}

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inner = Object.values(value)
  return inner.reduce((sum, one) => sum + keysOf(one), Array.isArray(value) ? 0 : inner.length)
}

function isTooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1))
}

/** What a caller sent comes back only as short plain text. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}
