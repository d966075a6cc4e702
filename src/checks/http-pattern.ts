// Regular expressions as a runbook writes them, `/ok|ready/i`. Whoever answers chooses the text, so both sides have a cap.

const LONGEST_PATTERN = 200
/** Ten may double the work ten times over; forty would take for ever. */
const MOST_VARIATIONS = 10
/** Of a text, no more is matched than this many characters. */
export const MOST_MATCHED = 16_384

const WRITTEN = /^\/(.+)\/([imsu]*)$/s
const VARIATION = /[*+?{|]/g
const GROUP = /\(([^()]*)\)([*+{]?)/

/** What is wanted instead of a pattern that is none; null when it is one. */
export function patternProblem(text: string): string | null {
  if (text.length > LONGEST_PATTERN) return `a pattern of at most ${LONGEST_PATTERN} letters`
  const [, source, flags] = WRITTEN.exec(text) ?? []
  if (source === undefined) return "a pattern between slashes with no flags but i, m, s and u, such as '/ok|ready/i'"
  if (!canBeCompiled(source, flags)) return 'a pattern that is a valid regular expression'
  const bare = bareOf(source)
  if ((bare.match(VARIATION) ?? []).length > MOST_VARIATIONS) {
    return `a pattern with at most ${MOST_VARIATIONS} repetitions and choices`
  }
  if (hasEndlessGroup(bare)) return 'a pattern that repeats no group in which something repeats or is left to choose'
  return null
}

export function matches(pattern: string, text: string): boolean {
  const [, source = '', flags] = WRITTEN.exec(pattern) ?? []
  return new RegExp(source, flags).test(text.slice(0, MOST_MATCHED))
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
