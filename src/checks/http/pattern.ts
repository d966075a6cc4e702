// Regular expressions as a runbook writes them, `/ok|ready/i`. Whoever answers chooses the text, so both sides have a cap.

import * as z from 'zod'

const LONGEST_PATTERN = 200
/** Of a text, no more is matched than this many characters, and less where a pattern could try in too many ways. */
const MOST_MATCHED = 16_384
const LEAST_MATCHED = 250
/** About a second of work, on the worst of texts. */
const MOST_STEPS = 1e8

const WRITTEN = /^\/(.+)\/([imsu]*)$/s
const ENDLESS = /[*+]|\{\d+,\}/g
const BOUNDED = /[?|]|\{(\d+)(?:,(\d+))?\}/g
const VARIATION = /[*+?{|]/g
const GROUP = /\(([^()]*)\)([*+{]?)/

export const pattern = z.string().superRefine((written, context) => {
  const wanted = patternProblem(written)
  if (wanted !== null) context.addIssue({ code: 'custom', message: wanted })
})

/** What is wanted instead of a pattern that is none; null when it is one. */
function patternProblem(text: string): string | null {
  if (text.length > LONGEST_PATTERN) return `a pattern of at most ${LONGEST_PATTERN} letters`
  const [, source, flags] = WRITTEN.exec(text) ?? []
  if (source === undefined) return "a pattern between slashes with no flags but i, m, s and u, such as '/ok|ready/i'"
  if (!canBeCompiled(source, flags)) return 'a pattern that is a valid regular expression'
  const bare = bareOf(source)
  if (charactersFor(bare) < LEAST_MATCHED) {
    return 'a pattern with fewer repetitions and choices: two * or + at most, or several patterns instead of one'
  }
  if (hasEndlessGroup(bare)) return 'a pattern that repeats no group in which something repeats or is left to choose'
  return null
}

export function matches(pattern: string, text: string): boolean {
  const [, source = '', flags] = WRITTEN.exec(pattern) ?? []
  return new RegExp(source, flags).test(text.slice(0, charactersSeen(pattern)))
}

/** How much of a text a pattern sees. */
export function charactersSeen(pattern: string): number {
  const [, source = ''] = WRITTEN.exec(pattern) ?? []
  return charactersFor(bareOf(source))
}

/** From every letter on, every repetition may take every other number of letters: so many that all of it stays bearable. */
function charactersFor(bare: string): number {
  const endless = (bare.match(ENDLESS) ?? []).length
  const ways = [...bare.matchAll(BOUNDED)].reduce((all, [, least, most]) => all * (Number(most ?? least ?? 1) + 1), 1)
  return Math.min(MOST_MATCHED, Math.floor((MOST_STEPS / ways) ** (1 / (endless + 1))))
}

function canBeCompiled(source: string, flags: string | undefined): boolean {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}

/** What is left when all that only looks like a repetition, a choice or a group is taken away. */
function bareOf(source: string): string {
  return source
    .replace(/\\./gs, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
    .replace(/\(\?(?:<?[=!]|:|<\w+>|[a-z-]+:)/g, '(')
    .replace(/([*+?}])\?/g, '$1')
}

/** `(a+)+` or `(a|a)*` can take for ever on thirty letters. Groups are taken away from the inside, leaving what they were. */
function hasEndlessGroup(bare: string): boolean {
  let rest = bare
  for (let found = GROUP.exec(rest); found !== null; found = GROUP.exec(rest)) {
    const [group, inner = '', repeated = ''] = found
    const varies = inner.search(VARIATION) >= 0
    if (varies && repeated !== '') return true
    rest = rest.replace(group, `${varies ? 'x?' : 'x'}${repeated}`)
  }
  return false
}
