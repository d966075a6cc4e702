// What one question of an incident's assessment came to. These are part of stored events: add optional fields, change none.

export type Assessed = {
  question: string
  /** unknown: nobody tells, or it could not be found out. Neither is ever "fine". */
  kind: 'fine' | 'finding' | 'unknown'
  /** Without the name of whoever shipped anything, so that a post-mortem may repeat it. */
  answer: string
  detail: string[]
}

/** Longer lists hide the story. */
const MOST_LINES = 20

export function fine(question: string, answer: string, detail: readonly string[] = []): Assessed {
  return { question, kind: 'fine', answer, detail: shortened(detail) }
}

export function finding(question: string, answer: string, detail: readonly string[] = []): Assessed {
  return { question, kind: 'finding', answer, detail: shortened(detail) }
}

export function notKnown(question: string, answer: string, detail: readonly string[] = []): Assessed {
  return { question, kind: 'unknown', answer, detail: shortened(detail) }
}

export function nobodyTells(question: string, why: string): Assessed {
  return notKnown(question, `Nobody tells: ${why}.`)
}

export function couldNotFindOut(question: string, reason: string): Assessed {
  return notKnown(question, `Could not find out: ${reason}.`)
}

export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

function shortened(detail: readonly string[]): string[] {
  const left = detail.length - MOST_LINES
  return left > 0 ? [...detail.slice(0, MOST_LINES), `and ${left} more`] : [...detail]
}
