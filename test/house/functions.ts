// Measures functions by their text alone: how many lines each has, and how many parameters. It leans on the formatter,
// which puts the end of a function under its beginning.

const MOST_LINES = 50
const MOST_PARAMETERS = 3

const HEAD = /^( *)(?:export )?(?:async )?(?:function (\w+)|const (\w+)(?:: [^=\n]+)? = (?:async )?)(?=[(<])/gm

export function functionOffences({ path, text }: { path: string; text: string }): string[] {
  return functionsOf(text).flatMap(({ name, lines, parameters }) => [
    ...(lines > MOST_LINES ? [`${path}: ${name} is longer than ${MOST_LINES} lines`] : []),
    ...(parameters > MOST_PARAMETERS ? [`${path}: ${name} has more than ${MOST_PARAMETERS} parameters`] : []),
  ])
}

type Measured = { name: string; lines: number; parameters: number }

function functionsOf(text: string): Measured[] {
  return [...text.matchAll(HEAD)].flatMap(({ 0: head, 1: indent = '', 2: named, 3: held, index }) => {
    const list = parametersFrom(text.slice(index + head.length))
    const isFunction = named !== undefined || /^(?::[^=]*)?\s*=>/.test(list.rest)
    if (!isFunction) return []
    return [{ name: named ?? held ?? '', lines: linesFrom(text.slice(index), indent), parameters: list.count }]
  })
}

/** What stands between the first round brackets, past any type parameters; what is bracketed within counts once. */
function parametersFrom(text: string): { count: number; rest: string } {
  const code = text.replaceAll('=>', '  ')
  const parts = ['']
  let depth = 0
  let isInside = false
  for (const [at, char] of [...code].entries()) {
    if (')]}>'.includes(char)) depth--
    if (isInside && depth === 0)
      return { count: parts.filter((part) => part.trim() !== '').length, rest: text.slice(at + 1) }
    if (isInside && depth === 1 && char === ',') parts.push('')
    else if (isInside) parts[parts.length - 1] += char
    if (char === '(' && depth === 0) isInside = true
    if ('([{<'.includes(char)) depth++
  }
  return { count: 0, rest: '' }
}

/** It ends with the brackets that stand alone under its beginning, or before whatever else begins there. */
function linesFrom(text: string, indent: string): number {
  const lines = text.split('\n')
  const next = lines.findIndex(
    (line, at) => at > 0 && line.startsWith(indent) && /^[^\s)}\]]/.test(line.slice(indent.length)),
  )
  const last = lines.findIndex(
    (line, at) => at > 0 && line.startsWith(indent) && /^[)}\]]+[,;]?$/.test(line.slice(indent.length)),
  )
  const ends = [next, last + 1].filter((end) => end > 0)
  return lines.slice(0, Math.min(...ends)).findLastIndex((line) => line !== '') + 1
}
