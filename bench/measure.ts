// How a figure is taken: several times, and told as its spread, because one run says nothing.

export type Figure = { name: string; unit: string; median: number; p99: number; max: number; runs: number }

export function summarise(name: string, unit: string, values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return {
    name,
    unit,
    median: round(at(0.5)),
    p99: round(at(0.99)),
    max: round(sorted.at(-1) ?? Number.NaN),
    runs: sorted.length,
  }
}

export async function time(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

export function printTable(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map((figure) => figure.name.length))
  console.log(`${''.padEnd(width)}    median       p99       max  runs`)
  for (const { name, unit, median, p99, max, runs } of figures) {
    const cells = [median, p99, max].map((value) => String(value).padStart(9)).join(' ')
    console.log(`${name.padEnd(width)} ${cells} ${String(runs).padStart(5)}  ${unit}`)
  }
}
