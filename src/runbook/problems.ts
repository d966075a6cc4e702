// What is wrong with a runbook, in words. A credential never gets into them, whether it stands in a value, a key or a name.

import { credentialKind } from './credentials.ts'
import { nearestTo } from './nearest.ts'
import { isRecord, type Path } from './walk.ts'

export type Problem = {
  /** Where it stands, such as `monitors.api-health.service`; empty: the whole. */
  path: string
  found: string
  wanted: string
  hint: string | null
}

export type Finding = { path: Path; found: unknown; wanted: string | readonly string[] }

const LONGEST_SHOWN = 80

export function describeProblem({ path, found, wanted, hint }: Problem): string {
  return `${path === '' ? 'the runbook' : path}: found ${found}; wanted ${wanted}${hint === null ? '' : `; ${hint}`}`
}

/** A list of what is wanted is a choice, and the nearest of it becomes the hint. */
export function problem({ path, found, wanted }: Finding): Problem {
  const choice = typeof wanted === 'string' ? [] : wanted.map(veil)
  const nearest = typeof found === 'string' ? nearestTo(found, choice) : null
  return {
    path: path.map((key) => veil(String(key))).join('.'),
    found: show(found),
    wanted:
      typeof wanted === 'string'
        ? wanted.split(' ').map(veil).join(' ')
        : `one of ${choice.join(', ') || 'none, as there are none'}`,
    hint: nearest === null ? null : `did you mean "${nearest}"?`,
  }
}

function show(value: unknown): string {
  const kind = credentialKind(value)
  if (kind !== null) return `a literal that looks like ${kind}`
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (isRecord(value)) return Object.keys(value).length === 0 ? 'nothing in it' : 'a group of options'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

function veil(text: string): string {
  return credentialKind(text) === null ? text : '(hidden)'
}
