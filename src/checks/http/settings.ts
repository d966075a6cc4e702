// What a runbook can say of an address over HTTP: how it is asked, and what its answer has to be like.

import * as z from 'zod'
import { jsonAssertion } from '../json.ts'
import { latency } from '../latency.ts'
import { pattern } from './pattern.ts'

const KIB = 1024
const USUAL_BYTES = 256 * KIB
const MOST_BYTES = KIB * KIB
const ABOUT_BODY = ['bodyContains', 'bodyLacks', 'bodyMatches', 'size', 'json'] as const
export const WRITING: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE']
/** No text at all, or JSON without anything in it. */
const IS_EMPTY = /^\s*(?:\{\s*\}|\[\s*\]|""|null)?\s*$/
const REFUSED_BODY =
  "no body, or one with nothing in it such as '{}', as it is carried out on the day that it is not refused; or harmless: true"

const text = z.string().min(1)
const several = <Schema extends z.ZodType>(one: Schema) => z.union([one, z.array(one).min(1)])

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'the name of a header, such as cache-control')

const reference = z.strictObject({
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of a secret in capitals, such as API_KEY'),
  /** Put before the secret's value: `Bearer `. */
  prefix: z.string().default(''),
})

const status = z.union([
  z.int().min(100).max(599),
  z
    .string()
    .refine(
      (range) => /^[1-5]\d\d-[1-5]\d\d$/.test(range) && range.slice(0, 3) <= range.slice(4),
      "a status or a range of them from low to high, such as '200-299'",
    ),
])

const expectedHeader = z.union([text, z.strictObject({ contains: text }), z.strictObject({ matches: pattern })], {
  error: "a text, { contains: 'a text' } or { matches: '/a pattern/' }",
})

const size = z
  .strictObject({ leastBytes: z.int().min(1).optional(), mostBytes: z.int().min(0).optional() })
  .refine((size) => Object.keys(size).length > 0, 'leastBytes, mostBytes or both')
  .refine(({ leastBytes = 0, mostBytes = Infinity }) => leastBytes <= mostBytes, {
    path: ['mostBytes'],
    error: 'no fewer than leastBytes',
  })

export const settings = z
  .strictObject({
    url: z.string().min(1),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    headers: z.record(headerName, z.union([z.string(), reference])).default({}),
    body: z.string().optional(),
    /** Said of a body that has to be refused and may nevertheless be carried out. */
    harmless: z.literal(true).optional(),
    statuses: z.array(status).min(1).default(['200-299']),
    expectHeaders: z.record(headerName, expectedHeader).optional(),
    /** Without parameters: `application/json` stands for every charset of it. */
    contentType: z
      .string()
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'a content type without parameters, such as application/json')
      .optional(),
    /** A text, or several that all have to be there. */
    bodyContains: several(text).optional(),
    /** A text, or several of which none may be there. */
    bodyLacks: several(text).optional(),
    /** A pattern, or several that all have to match. */
    bodyMatches: several(pattern).optional(),
    size: size.optional(),
    json: z.array(jsonAssertion).min(1).optional(),
    latency,
    /** Left out: a redirect is judged itself where one is expected, and followed where none is. */
    redirects: z.enum(['follow', 'manual']).optional(),
    maxBytes: z.int().min(1).max(MOST_BYTES).default(USUAL_BYTES),
  })
  .superRefine((settings, context) => {
    for (const [path, message] of contradictions(settings)) context.addIssue({ code: 'custom', path, message })
  })

export type Settings = z.output<typeof settings>

export function secrets({ headers }: Pick<Settings, 'headers'>): string[] {
  return Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.secret]))
}

/** The headers as they are sent: names in small letters, each secret's value in the place of its name. */
export function filled(
  headers: Settings['headers'],
  secret: (name: string) => string | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = typeof value === 'string' ? value : `${value.prefix}${secret(value.secret) ?? ''}`
      return [name.toLowerCase(), text]
    }),
  )
}

export function isExpected(status: number, statuses: Settings['statuses']): boolean {
  return statuses.some((expected) => {
    const [from, to] = rangeOf(expected)
    return status >= from && status <= to
  })
}

export function expectsRefusal(statuses: Settings['statuses']): boolean {
  return isExpected(401, statuses) || isExpected(403, statuses)
}

export function expectsSuccess(statuses: Settings['statuses']): boolean {
  return statuses.some((expected) => {
    const [from, to] = rangeOf(expected)
    return from < 300 && to >= 200
  })
}

function rangeOf(expected: number | string): [number, number] {
  if (typeof expected === 'number') return [expected, expected]
  return [Number(expected.slice(0, 3)), Number(expected.slice(4))]
}

type Written = {
  method: string
  maxBytes: number
  statuses: (number | string)[]
  body?: string | undefined
  harmless?: true | undefined
  size?: z.output<typeof size> | undefined
} & { [About in (typeof ABOUT_BODY)[number]]?: unknown }

/** What each setting may be, but not beside the others. */
function contradictions(written: Written): [string[], string][] {
  const { method, body, size, maxBytes, statuses, harmless } = written
  const found: [string[], string][] = []
  if (body !== undefined && ['GET', 'HEAD'].includes(method)) {
    found.push([['body'], `no body, as ${method} is sent without one`])
  }
  const isNegative = expectsRefusal(statuses) && !expectsSuccess(statuses)
  if (isNegative && WRITING.includes(method) && harmless !== true && !IS_EMPTY.test(body ?? '')) {
    found.push([['body'], REFUSED_BODY])
  }
  for (const name of ABOUT_BODY) {
    const isBlind = method === 'HEAD' && written[name] !== undefined
    if (isBlind) found.push([[name], 'nothing about the body, as HEAD is answered without one'])
  }
  if ((size?.leastBytes ?? 0) > maxBytes) {
    found.push([['size', 'leastBytes'], `no more than the ${maxBytes} bytes after which reading stops`])
  }
  if ((size?.mostBytes ?? 0) >= maxBytes) {
    found.push([['size', 'mostBytes'], `less than the ${maxBytes} bytes after which reading stops`])
  }
  return found
}
