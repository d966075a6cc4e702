// How this house speaks to D1: JSON in, JSON out, so that a statement takes any number of rows with one parameter.

/** A row we wrote ourselves: its shape is the writer's promise, not the reader's guess. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text)
}

/** Several questions as one statement: each named question becomes a column of the one row that comes back. */
export function askAll(questions: Readonly<Record<string, string>>): string {
  const columns = Object.entries(questions).map(([name, question]) => `(${question}) as ${name}`)
  return `select ${columns.join(',\n')}`
}

/** The whole numbers from one up to another, which is not among them: a list for `json_each`. */
export function listOf(from: number, to: number): string {
  return JSON.stringify(Array.from({ length: Math.max(0, to - from) }, (_, ahead) => from + ahead))
}

/** D1 answers a colliding insert with this; anything else that a batch throws is a bug. */
export function isCollision(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.includes('UNIQUE constraint failed')
}
