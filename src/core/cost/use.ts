// What is counted of a minute, of a day and of a month.

export type Use = {
  runs: number
  objectCalls: number
  objectMs: number
  /** Requests to the outside. */
  outside: number
  queries: number
  rowsWritten: number
  rowsRead: number
  bytes: number
  cpuMs: number
  /** In a single invocation; `services` are those of Cloudflare, D1 and objects. */
  most: { outside: number; services: number; queries: number; cpuMs: number }
}

export const NOTHING: Use = {
  runs: 0,
  objectCalls: 0,
  objectMs: 0,
  outside: 0,
  queries: 0,
  rowsWritten: 0,
  rowsRead: 0,
  bytes: 0,
  cpuMs: 0,
  most: { outside: 0, services: 0, queries: 0, cpuMs: 0 },
}

export function addUp(uses: readonly Use[]): Use {
  return combine(uses, (a, b) => a + b)
}

/** The most of each figure, whichever had it. */
export function busiest(uses: readonly Use[]): Use {
  return combine(uses, Math.max)
}

function combine(uses: readonly Use[], join: (a: number, b: number) => number): Use {
  const all = (figure: (use: Use) => number) => uses.map(figure).reduce((a, b) => join(a, b), 0)
  const most = (figure: (most: Use['most']) => number) => Math.max(0, ...uses.map((use) => figure(use.most)))
  return {
    runs: all(({ runs }) => runs),
    objectCalls: all(({ objectCalls }) => objectCalls),
    objectMs: all(({ objectMs }) => objectMs),
    outside: all(({ outside }) => outside),
    queries: all(({ queries }) => queries),
    rowsWritten: all(({ rowsWritten }) => rowsWritten),
    rowsRead: all(({ rowsRead }) => rowsRead),
    bytes: all(({ bytes }) => bytes),
    cpuMs: all(({ cpuMs }) => cpuMs),
    most: {
      outside: most(({ outside }) => outside),
      services: most(({ services }) => services),
      queries: most(({ queries }) => queries),
      cpuMs: most(({ cpuMs }) => cpuMs),
    },
  }
}
