// Many measurements as a few counts. They can be added up in any order, and every percentile is within 5 % of the exact one.

/**
 * A bucket holds all sizes from one power of this to the next and answers with their geometric middle,
 * which is wrong by at most √1.1 − 1 = 4.9 %.
 */
const GROWTH = 1.1

/** What is smaller than 1.1^-300 (4e-13) or larger than 1.1^301 (3e12) counts as if it were there. */
const FARTHEST = 300

/** How many lie in each bucket. 0 is nothing but zero; negative values mirror the positive ones. */
export type Histogram = ReadonlyMap<number, number>

export function histogramOf(values: readonly number[]): Histogram {
  const counts = new Map<number, number>()
  for (const value of values) count(counts, bucketOf(value), 1)
  return counts
}

export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>()
  for (const histogram of histograms) for (const [bucket, many] of histogram) count(counts, bucket, many)
  return counts
}

export function countOf(histogram: Histogram): number {
  return histogram.values().reduce((sum, many) => sum + many, 0)
}

/** The value that `percent` of all do not exceed: 50 is the median. null where nothing was measured. */
export function percentile(histogram: Histogram, percent: number): number | null {
  let rank = Math.max(1, Math.ceil((percent / 100) * countOf(histogram)))
  for (const [bucket, many] of inOrder(histogram)) {
    rank -= many
    if (rank <= 0) return middleOf(bucket)
  }
  return null
}

/** `349:1 4 9 3:1`: bucket 349 once, the next 4 times, the next 9 times, and once three further on. */
export function writeHistogram(histogram: Histogram): string {
  const buckets = inOrder(histogram)
  return buckets
    .map(([bucket, many], index) => {
      const step = bucket - (buckets[index - 1]?.[0] ?? 0)
      return step === 1 ? `${many}` : `${step}:${many}`
    })
    .join(' ')
}

export function readHistogram(text: string): Histogram {
  const counts = new Map<number, number>()
  let bucket = 0
  for (const word of text.split(' ').filter((it) => it !== '')) {
    const [many = '', step = '1'] = word.split(':').toReversed()
    bucket += Number(step)
    counts.set(bucket, Number(many))
  }
  return counts
}

function count(counts: Map<number, number>, bucket: number, many: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + many)
}

function inOrder(histogram: Histogram): [bucket: number, many: number][] {
  return [...histogram].toSorted(([a], [b]) => a - b)
}

function bucketOf(value: number): number {
  if (value === 0) return 0
  const power = Math.floor(Math.log(Math.abs(value)) / Math.log(GROWTH))
  return Math.sign(value) * (Math.min(FARTHEST, Math.max(-FARTHEST, power)) + FARTHEST + 1)
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.sign(bucket) * GROWTH ** (Math.abs(bucket) - FARTHEST - 0.5)
}
