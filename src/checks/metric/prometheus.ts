// A number out of a page of metrics: the text exposition format 0.0.4, and OpenMetrics, whose lines are read alike.

import * as z from 'zod'
import { err, ok, type Result } from '../../core/result.ts'

const LABEL = String.raw`([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*`
const NAMELESS = LABEL.replaceAll(/\((?!\?)/g, '(?:')
/** A name, labels in braces, and whatever follows them. */
const LINE = new RegExp(
  String.raw`^([a-zA-Z_:][\w:]*)[ \t]*(?:\{[ \t]*((?:${NAMELESS}(?:,[ \t]*|(?=\})))*)\})?[ \t]*(.*)$`,
)
/** A value, then perhaps an instant, then perhaps an exemplar. */
const VALUE = /^([^\s#]+)(?:[ \t]+[-+.\deE]+)?[ \t]*(?:#.*)?$/
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const NO_NUMBER = /^(?:nan|[-+]?inf(?:inity)?)$/i

type Line = { name: string; labels: ReadonlyMap<string, string>; rest: string }

/** A name, and labels that have to be so: `http_requests_total{code="500"}`. */
export const series = z
  .string()
  .max(500)
  .refine((text) => readLine(text)?.rest === '', `a metric such as 'queue_depth' or 'http_requests_total{code="500"}'`)

/** What all lines of this name with these labels add up to, other labels being what they may. */
export function sumOf(series: string, page: string): Result<number> {
  const wanted = readLine(series)
  if (wanted === null) return err(`has no ${series}`)
  const lines = page
    .split('\n')
    .filter((line) => line.startsWith(wanted.name))
    .flatMap((line) => readLine(line.trimEnd()) ?? [])
    .filter((line) => isOf(line, wanted))
  if (lines.length === 0) return err(`has no ${series}`)
  const values = lines.map(({ rest }) => readValue(rest))
  if (values.includes(null)) return err(`has a line of ${series} that cannot be read`)
  const sum = values.reduce<number>((all, value) => all + (value ?? 0), 0)
  return Number.isFinite(sum) ? ok(sum) : err(`has no finite number as ${series}`)
}

function readLine(text: string): Line | null {
  const [, name, labels = '', rest = ''] = LINE.exec(text) ?? []
  if (name === undefined) return null
  const pairs = labels.matchAll(new RegExp(LABEL, 'g'))
  return { name, labels: new Map(pairs.map(([, label = '', value = '']) => [label, unescaped(value)])), rest }
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}

/** As in Prometheus, a label that is not there is one with nothing in it. Labels that cannot be read may be any. */
function isOf({ name, labels, rest }: Line, wanted: Line): boolean {
  const isLabelled = wanted.labels.entries().every(([label, value]) => (labels.get(label) ?? '') === value)
  return name === wanted.name && (isLabelled || rest.startsWith('{'))
}

function readValue(text: string): number | null {
  const [, value = ''] = VALUE.exec(text) ?? []
  if (NO_NUMBER.test(value)) return Number.NaN
  return NUMBER.test(value) ? Number(value) : null
}
