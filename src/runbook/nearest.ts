// What was probably meant by a word that is not known.

/** `inbxo` is near to `inbox`, and `api` is not near to `web`. */
const SLIPS_PER_LETTER = 0.4

/** The nearest by edit distance, when it is near enough to be a slip of the hand. */
export function nearestTo(word: string, choice: readonly string[]): string | null {
  const [nearest] = choice
    .map((option) => ({ option, slips: distance(word.toLowerCase(), option.toLowerCase()) }))
    .filter(({ option, slips }) => slips <= Math.max(1, Math.floor(option.length * SLIPS_PER_LETTER)))
    .sort((one, other) => one.slips - other.slips)
  return nearest?.option ?? null
}

/** Levenshtein, one row at a time. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1]
    for (const [column, opposite] of [...other].entries()) {
      const replaced = (row[column] ?? 0) + (letter === opposite ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
