// What a JSON document has to say, path by path: RFC 9535 without what can cost more than a few readings of the document.
// The sentences repeat the runbook and nothing of the document.

import { type JsonValue, query } from 'jsonpath-rfc9535'
import parse from 'jsonpath-rfc9535/parser'
import * as z from 'zod'
import { matches, pattern } from './http/pattern.ts'

export type { JsonValue }

const LONGEST_PATH = 200
const LONGEST_TEXT = 200
const LITERAL = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/gs
/** Of each value; a path may select many, and together they may cost no more than one long text. */
const MOST_MATCHED = 1024

/** Whoever answers chooses the document. Two of these multiply with each other, and then a small one can take for ever. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\w\(/, 'a path that calls no function'],
  [/.\$/s, 'a path whose filter asks about @ and not about $'],
  [/[=<>]\s*@/, "a path whose filter compares @ with a value, as in [?@.name == 'redis']"],
  [/\.\..*\.\./s, 'a path with at most one ..'],
  [/\?.*\?/s, 'a path with at most one filter'],
  [/(?:,[^,]*){3}/, 'a path with at most two commas'],
]

export const jsonPath = z.string().superRefine((path, context) => {
  const wanted = pathProblem(path)
  if (wanted !== null) context.addIssue({ code: 'custom', message: wanted })
})

const scalar = z.union([z.string().max(LONGEST_TEXT), z.number(), z.boolean(), z.null()], {
  error: 'a text, a number, true, false or null',
})

const length = z
  .strictObject({ atLeast: z.int().min(0).optional(), atMost: z.int().min(0).optional() })
  .refine(isNotEmpty, 'atLeast, atMost or both')

const comparisons = z.strictObject({
  equals: scalar.optional(),
  not: scalar.optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** A text in a text, or an entry of a list. */
  contains: scalar.optional(),
  matches: pattern.optional(),
  /** Of letters in a text, of entries in a list, of members in an object. */
  length: length.optional(),
  /** `false`: the path may select nothing. Any other comparison needs at least one value, and holds for each of them. */
  exists: z.boolean().optional(),
})

export const jsonAssertion = comparisons.extend({ path: jsonPath }).superRefine(({ path: _, ...compared }, context) => {
  if (!isNotEmpty(compared)) {
    const message = `a path and at least one of ${Object.keys(comparisons.shape).join(', ')}`
    context.addIssue({ code: 'custom', message })
  }
  if (compared.exists === false && Object.keys(compared).length > 1) {
    context.addIssue({ code: 'custom', path: ['exists'], message: 'true beside other comparisons, or alone' })
  }
})

export type JsonAssertion = z.output<typeof jsonAssertion>
type Comparison = (wanted: JsonAssertion, value: JsonValue) => string | null

const COMPARISONS: readonly Comparison[] = [
  ({ equals }, value) => (equals === undefined || value === equals ? null : `is not ${JSON.stringify(equals)}`),
  ({ not }, value) => (not === undefined || value !== not ? null : `is ${JSON.stringify(not)}`),
  ({ above }, value) => (above === undefined || numberOf(value) > above ? null : `is not above ${above}`),
  ({ below }, value) => (below === undefined || numberOf(value) < below ? null : `is not below ${below}`),
  ({ atLeast }, value) => (atLeast === undefined || numberOf(value) >= atLeast ? null : `is not at least ${atLeast}`),
  ({ atMost }, value) => (atMost === undefined || numberOf(value) <= atMost ? null : `is not at most ${atMost}`),
  wrongContent,
  wrongText,
  wrongLength,
]

/** Nothing at all where it is no JSON; null is a document. */
export function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Each value once for every way in which the path selects it. */
export function select(path: string, document: JsonValue): JsonValue[] {
  return query(document, path)
}

/** The first thing that is wrong, to be put after "answered 200"; null when all of it holds. */
export function wrongJson(assertions: readonly JsonAssertion[], text: string): string | null {
  const document = readJson(text)
  if (document === undefined) return 'with something that is no JSON'
  for (const assertion of assertions) {
    const wrong = wrongAt(assertion, document)
    if (wrong !== null) return wrong
  }
  return null
}

function wrongAt(assertion: JsonAssertion, document: JsonValue): string | null {
  const { path, exists } = assertion
  const values = select(path, document)
  if (exists === false) return values.length === 0 ? null : `with ${path}, which must not be there`
  if (values.length === 0) return `without ${path}`
  for (const value of values) {
    for (const comparison of COMPARISONS) {
      const wrong = comparison(assertion, value)
      if (wrong !== null) return `with a value at ${path} that ${wrong}`
    }
  }
  return null
}

function wrongContent({ contains }: JsonAssertion, value: JsonValue): string | null {
  if (contains === undefined || (Array.isArray(value) && value.includes(contains))) return null
  const isPart = typeof value === 'string' && typeof contains === 'string' && value.includes(contains)
  return isPart ? null : `does not contain ${JSON.stringify(contains)}`
}

function wrongText({ matches: wanted }: JsonAssertion, value: JsonValue): string | null {
  if (wanted === undefined) return null
  const isLike = typeof value === 'string' && matches(wanted, value.slice(0, MOST_MATCHED))
  return isLike ? null : `does not match ${wanted}`
}

function wrongLength({ length }: JsonAssertion, value: JsonValue): string | null {
  if (length === undefined) return null
  const { atLeast = 0, atMost = Infinity } = length
  const count = lengthOf(value)
  if (count === null) return 'is neither a text nor a list nor an object'
  if (count < atLeast) return `is shorter than ${atLeast}`
  return count > atMost ? `is longer than ${atMost}` : null
}

function lengthOf(value: JsonValue): number | null {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : null
}

/** What is no number is neither above nor below any. */
function numberOf(value: JsonValue): number {
  return typeof value === 'number' ? value : Number.NaN
}

function isNotEmpty(group: object): boolean {
  return Object.keys(group).length > 0
}

function pathProblem(path: string): string | null {
  if (path.length > LONGEST_PATH) return `a path of at most ${LONGEST_PATH} letters`
  if (!canBeRead(path)) return "a path as in RFC 9535, such as '$.redis' or '$.checks[*].status'"
  const bare = path.replace(LITERAL, "''")
  return REFUSED.find(([sign]) => sign.test(bare))?.[1] ?? null
}

function canBeRead(path: string): boolean {
  try {
    parse(path)
    return true
  } catch {
    return false
  }
}
