// What Cloudflare allows and asks for, of the free and of the paid plan, as its pages said in the autumn of 2026:
// workers/platform/limits, workers/platform/pricing, d1/platform/limits, durable-objects/platform/pricing.

import { SECOND } from '../time.ts'
import { CALLS_PER_LANE } from '../watch/plan.ts'
import { OBJECT_GB } from './assumed.ts'
import type { Use } from './use.ts'

export const PLANS = ['free', 'paid'] as const
export type Plan = (typeof PLANS)[number]

/** What the paid plan costs a month before anything is used beyond what it includes. */
export const BASE_USD = 5

export type Figure = {
  name: string
  isEstimate?: true
  of(use: Use): number
  /** A day's on the free plan; null: none. The paid plan has no such limits, it has prices. */
  freePerDay: number | null
  /** A month's on the paid plan. `per` so many more cost `usd`. */
  price: { included: number; per: number; usd: number } | null
  remedy: string
}

const MILLION = 1_000_000
const FEWER = 'give monitors a longer interval, or take the paid plan'

export const FIGURES: readonly Figure[] = [
  {
    name: 'cron runs',
    of: ({ runs }) => runs,
    freePerDay: 100_000,
    price: { included: 10 * MILLION, per: MILLION, usd: 0.3 },
    remedy: FEWER,
  },
  {
    name: 'object calls',
    of: ({ objectCalls }) => objectCalls,
    freePerDay: 100_000,
    price: { included: MILLION, per: MILLION, usd: 0.15 },
    remedy: `${FEWER}; fewer places or fewer rounds within a minute save most`,
  },
  {
    name: 'object GB-s',
    of: ({ objectMs }) => (objectMs / SECOND) * OBJECT_GB,
    freePerDay: 13_000,
    price: { included: 400_000, per: MILLION, usd: 12.5 },
    remedy: `${FEWER}; shorter deadlines save most at worst`,
  },
  { name: 'outside requests', of: ({ outside }) => outside, freePerDay: null, price: null, remedy: FEWER },
  { name: 'D1 queries', of: ({ queries }) => queries, freePerDay: null, price: null, remedy: FEWER },
  {
    name: 'D1 rows written',
    of: ({ rowsWritten }) => rowsWritten,
    freePerDay: 100_000,
    price: { included: 50 * MILLION, per: MILLION, usd: 1 },
    remedy: `${FEWER}; what writes and what looks several times a minute costs most`,
  },
  {
    name: 'D1 rows read',
    isEstimate: true,
    of: ({ rowsRead }) => rowsRead,
    freePerDay: 5 * MILLION,
    price: { included: 25_000 * MILLION, per: MILLION, usd: 0.001 },
    remedy: `${FEWER}; windows of metrics read most`,
  },
  { name: 'bytes written', isEstimate: true, of: ({ bytes }) => bytes, freePerDay: null, price: null, remedy: FEWER },
  {
    name: 'CPU ms',
    isEstimate: true,
    of: ({ cpuMs }) => cpuMs,
    freePerDay: null,
    price: { included: 30 * MILLION, per: MILLION, usd: 0.02 },
    remedy: FEWER,
  },
]

/** Of a single invocation. */
export type Ceiling = {
  name: string
  isEstimate?: true
  of(most: Use['most']): number
  limit: Readonly<Record<Plan, number>>
  remedy: string
}

export const CEILINGS: readonly Ceiling[] = [
  {
    name: 'outside requests',
    of: ({ outside }) => outside,
    // The paid plan allows 10,000; a lane keeps to what both allow.
    limit: { free: CALLS_PER_LANE, paid: CALLS_PER_LANE },
    remedy: 'fewer steps, polls or confirmations of the monitor that makes most of them',
  },
  {
    name: "calls of Cloudflare's services",
    of: ({ services }) => services,
    limit: { free: 1_000, paid: 10_000 },
    remedy: 'fewer monitors in the busiest minute, or fewer places',
  },
  {
    name: 'D1 queries',
    of: ({ queries }) => queries,
    limit: { free: 50, paid: 1_000 },
    remedy: 'say with `dependsOn` which services belong together, so that fewer incidents open at once',
  },
  {
    name: 'CPU ms of the cron',
    isEstimate: true,
    of: ({ cpuMs }) => cpuMs,
    limit: { free: 10, paid: 30_000 },
    remedy: 'fewer monitors in the busiest minute, or the paid plan',
  },
]

/** What is stored of it all. */
export const STORAGE = {
  limit: { free: 500 * MILLION, paid: 10_000 * MILLION },
  price: { included: 5_000 * MILLION, per: 1_000 * MILLION, usd: 0.75 },
  remedy: 'watch less often, fewer things, or keep hours for a shorter time',
} as const
