// What a step takes out of its answer for those after it. A value is treated like a secret: it is in no reason and never kept.

import * as z from 'zod'
import type { Observation } from '../../core/watch/observation.ts'
import { charactersSeen, pattern } from '../http/pattern.ts'
import { type JsonValue, jsonPath, readJson, select } from '../json.ts'

const LONGEST_VALUE = 4096

const withGroup = pattern.pipe(
  z.string().refine(hasGroup, "a pattern with a group, which is what is captured, such as '/id=(\\w+)/'"),
)

export const capture = z.union(
  [
    z.strictObject({ json: jsonPath }),
    z.strictObject({
      header: z.string().regex(/^[\w-]+$/, 'the name of a header, such as location'),
      /** Left out: the whole of it. */
      text: withGroup.optional(),
    }),
    z.strictObject({ text: withGroup }),
  ],
  { error: "{ json: '$.id' }, { header: 'location' } or { text: '/id=(\\w+)/' }" },
)

export type Capture = z.output<typeof capture>
export type Captures = Readonly<Record<string, Capture>>

/** undefined: the answer has nothing there that could be carried on. */
export function captured(capture: Capture, seen: Observation): string | undefined {
  const value = 'json' in capture ? inDocument(capture.json, seen.body) : inText(capture, seen)
  return value === undefined || value === '' || value.length > LONGEST_VALUE ? undefined : value
}

export function capturedHeaders(captures: Captures): string[] {
  return Object.values(captures).flatMap((capture) => ('header' in capture ? [capture.header] : []))
}

function inDocument(path: string, body: string): string | undefined {
  const document = readJson(body)
  const [value] = document === undefined ? [] : select(path, document)
  return isExact(value) ? String(value) : undefined
}

/** A number with more digits than can be held would name something else, and something else would be deleted. */
function isExact(value: JsonValue | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)
}

function inText(capture: Exclude<Capture, { json: string }>, { body, headers }: Observation): string | undefined {
  const text = 'header' in capture ? headers?.get(capture.header.toLowerCase()) : body
  if (capture.text === undefined || text === undefined) return text
  return compile(capture.text).exec(text.slice(0, charactersSeen(capture.text)))?.[1]
}

/** With an empty choice beside it, anything matches, and the match has a place for each group. */
function hasGroup(written: string): boolean {
  const { source, flags } = compile(written)
  return (new RegExp(`${source}|`, flags).exec('')?.length ?? 0) > 1
}

function compile(written: string): RegExp {
  const end = written.lastIndexOf('/')
  return new RegExp(written.slice(1, end), written.slice(end + 1))
}
