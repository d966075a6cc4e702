// Puts captured values where a step says `{{runId}}`, written so that each place takes them for one value and nothing more.

import { err, ok, type Result } from '../../core/result.ts'
import type { Settings as Request } from '../http/settings.ts'
import { readJson } from '../json.ts'

export type Values = ReadonlyMap<string, string>

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g
const UNFIT = 'cannot be asked: a value that was captured does not fit where it is carried to'

type Header = Request['headers'][string]
type Write = (value: string) => string

const inAddress: Write = (value) => encodeURIComponent(value.toWellFormed())
const inJson: Write = (value) => JSON.stringify(value).slice(1, -1)
const asItIs: Write = (value) => value

/** Every name that a request waits for, with the setting in which it stands. */
export function placeholders({ url, headers, body = '' }: Request): { path: string[]; name: string }[] {
  const texts: [string[], string][] = [
    [['url'], url],
    [['body'], body],
  ]
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') texts.push([['headers', name], value])
  }
  return texts.flatMap(([path, text]) => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => ({ path, name })))
}

export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0
}

/** In scheme, host or port: there a value would choose who is called. */
export function choosesHost(url: string): boolean {
  const [one, other] = ['1', '2'].map((value) => URL.parse(fill(url, () => value))?.origin)
  return hasPlaceholder(url) && (one === undefined || one !== other)
}

/** JSON only if a number is put there: nothing would keep a text from going on with keys of its own. */
export function needsQuotes(body: string): boolean {
  return readJson(fill(body, () => 'x')) === undefined && typeof readJson(fill(body, () => '0')) === 'object'
}

/**
 * The request as it is sent, or why it cannot be. A header that carries a value is handed over as a secret whose name is its
 * template, so that it stays at home wherever secrets do.
 */
export function carry<Step extends Request>(step: Step, values: Values): Result<Step> {
  const missing = placeholders(step).find(({ name }) => !values.has(name))
  if (missing !== undefined) return err(`was not asked, as ${missing.name} was not captured`)
  const url = fill(step.url, writing(values, inAddress))
  const headers = Object.entries(step.headers).map(([name, value]): [string, Header] => {
    return [name, typeof value === 'string' && hasPlaceholder(value) ? { secret: value, prefix: '' } : value]
  })
  const carried = headers.map(([, value]) => (typeof value === 'string' ? '' : (secretOf(value.secret, values) ?? '')))
  if (depthOf(url) !== depthOf(fill(step.url, () => 'x')) || !carried.every(isPlain)) return err(UNFIT)
  const body = step.body === undefined ? {} : { body: fill(step.body, writing(values, writeInto(step))) }
  return ok({ ...step, url, headers: Object.fromEntries(headers), ...body })
}

/** What such a header says; undefined for a secret that has a name of its own. */
export function secretOf(name: string, values: Values): string | undefined {
  return hasPlaceholder(name) ? fill(name, writing(values, asItIs)) : undefined
}

function fill(template: string, say: (name: string) => string): string {
  return template.replace(PLACEHOLDER, (_, name: string) => say(name))
}

function writing(values: Values, write: Write): (name: string) => string {
  return (name) => write(values.get(name) ?? '')
}

function writeInto({ headers, body = '' }: Request): Write {
  const isForm = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'content-type' && String(value).startsWith('application/x-www-form-url'),
  )
  if (isForm) return inAddress
  return readJson(fill(body, () => 'x')) === undefined ? asItIs : inJson
}

/** `..` climbs and `.` vanishes, also percent-encoded; whatever else is encoded stays one step of the path. */
function depthOf(url: string): number | undefined {
  return URL.parse(url)?.pathname.split('/').length
}

/** A line break would begin another header. */
function isPlain(text: string): boolean {
  return /^[\t -~]*$/.test(text)
}
