// What cannot be read off a runbook: named here once, used by the model, and printed with every plan.

import { DAY, HOUR, MINUTE, SECOND, spoken } from '../time.ts'
import { SPREAD_MS } from '../watch/plan.ts'

export const MINUTES_A_DAY = DAY / MINUTE
export const DAYS_A_MONTH = 30

/** How long everything fails, in a day at worst. */
export const OUTAGE_MINUTES = HOUR / MINUTE

/** As in flows/watch/lane.ts: what has not begun by then is handed back. */
export const HAND_BACK_AFTER_MS = SPREAD_MS + SECOND

/** As in flows/watch/look.ts, in deadlines. */
export const LONGEST_LOOK = 2.05

/** As in flows/desk.ts: failures within this time are one round. */
export const GATHER_MS = 300

/** 128 MB, in the unit in which objects are billed. */
export const OBJECT_GB = 0.128

/** The desk while everything fails: as long as the minute. */
export const DESK_BUSY_MS = MINUTE

/** Statements: three read before a round of the desk; what it stores of failures, and what one message costs on its way. */
export const ROUND_READS = 3
export const ROUND_WRITES = 6
export const MESSAGE_QUERIES = 12

/** The same for an assessment, its own two included. */
export const ASSESSMENT_QUERIES = 12

/** Rows, indexes included: an incident that opens, with its first message and its assessment; a failure that joins it. */
export const OPENING_ROWS = 44
export const JOINING_ROWS = 3

/** Rows read. */
export const READ = { minute: 103, blockOfMinute: 15, blockOfChore: 220, round: 450, blockOfRound: 370 } as const

/** Milliseconds of CPU. */
export const CPU = { run: 1.5, monitor: 0.01, lane: 0.5, call: 0.15, round: 2 } as const

/** Bytes: a row of samples, a monitor in it, one look, one place's look; and a monitor's line in an hour's or a day's row. */
export const BYTES = { row: 16, monitor: 3, look: 6, place: 11, rollup: 80 } as const

/** Days are kept for ever. */
export const DAYS_A_YEAR = 365

export function assumptions(latencyMs: number): string[] {
  return [
    `Targets answer within ${latencyMs} ms. A look at an address is then one request; every other kind makes all that it may.`,
    `At worst everything that is watched hangs for ${spoken(OUTAGE_MINUTES * MINUTE)} of every day, and each of these minutes costs what the first does.`,
    `A look that fails takes ${LONGEST_LOOK} deadlines and asks for all of its confirmations and all other places; it follows no redirect.`,
    'All services that depend on each other are one incident, and each incident is one message and one assessment.',
    'An object is billed while it is at work, at 128 MB; the desk works all through a minute in which everything fails.',
    'Each call of an object is an invocation with limits of its own; a batch counts as as many queries as it has statements.',
    'CPU, rows read and bytes are estimates. On the free plan the pages disagree on the CPU of an object, so only the cron is held to 10 ms.',
    'Not counted: views of pages, webhooks, the API, messages to customers, rollbacks, a closer look after deploys, and what is told of each minute to Sentry or another watcher.',
  ]
}
