// Markdown out of words that came from anywhere: they stay words, and become no tag, link, heading, item or cell.

/** Line breaks and controls would begin a block of their own; marks of direction would turn what stands beside them. */
function flat(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim()
}

/** Readers of Markdown make links of these by themselves, escaped or not, but never inside of code. */
const ADDRESS = /@|:\/\/|www\.|[a-z0-9]\.[a-z]{2}/i

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
])

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ENTITIES.get(sign) ?? '').replace(/[\\`*_{}[\]#|~$!]/g, '\\$&')
}

/** One line of text, for any place: a paragraph, a heading, an item, a cell. */
export function inert(text: string): string {
  const words = flat(text).split(/([\s`|<>]+)/)
  const line = words.map((word) => (ADDRESS.test(word) ? `\`${word}\`` : escaped(word))).join('')
  return line.replace(/^[-+=:]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2')
}

/** Lines that people wrote one below the other, without the empty ones. */
export function inertLines(text: string): string[] {
  return text.split(/[\r\n\u2028\u2029]+/).flatMap((line) => inert(line) || [])
}

/** What further lines and details there are stands below, one step in. */
export function item(text: string, details: readonly string[] = []): string {
  const [first = '', ...more] = inertLines(text)
  return [`- ${first}`, ...[...more, ...details.flatMap(inertLines)].map((line) => `  - ${line}`)].join('\n')
}

/** The cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---')
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
