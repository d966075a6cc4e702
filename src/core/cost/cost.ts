// What a runbook costs: the 1,440 minutes of a day as the plan has them, added up, held against each limit and priced.

import type { Runbook } from '../runbook.ts'
import { DAY, HOUR } from '../time.ts'
import { assumptions, BYTES, DAYS_A_MONTH, DAYS_A_YEAR, MINUTES_A_DAY, OUTAGE_MINUTES } from './assumed.ts'
import { BASE_USD, CEILINGS, FIGURES, type Plan, STORAGE } from './limits.ts'
import { type Habits, likenessOf, quietMinute, type Work, workOf } from './minute.ts'
import { worstMinute } from './outage.ts'
import { addUp, busiest, type Use } from './use.ts'

/** `minute`: the most of each figure in any minute. */
export type Period = { minute: Use; day: Use; month: Use }

export type Cost = {
  monitors: number
  quiet: Period
  worst: Period
  /** Bytes after a year. */
  stored: number
  problems: Record<Plan, string[]>
  usdPerMonth: { quiet: number; worst: number }
  assumptions: string[]
}

export function costOf(runbook: Runbook, habits: Habits): Cost {
  const works = dayOf(runbook)
  const known = new Map<string, { quiet: Use; worst: Use }>()
  const minutes = works.map((work) => {
    const likeness = likenessOf(runbook, work)
    const use = known.get(likeness) ?? {
      quiet: quietMinute(runbook, work, habits),
      worst: worstMinute(runbook, work, habits),
    }
    known.set(likeness, use)
    return use
  })
  const quietMinutes = minutes.map((minute) => minute.quiet)
  const worstMinutes = minutes.map((minute) => minute.worst)
  const quiet = periodOf(quietMinutes, addUp(quietMinutes))
  const worst = periodOf(worstMinutes, worstDay(quietMinutes, worstMinutes))
  const stored = storedAfterAYear(runbook, quiet.day)
  const both = { quiet, worst, stored }
  return {
    monitors: Object.keys(runbook.monitors).length,
    ...both,
    problems: { free: problemsOf(both, 'free'), paid: problemsOf(both, 'paid') },
    usdPerMonth: { quiet: priceOf(quiet.month, stored), worst: priceOf(worst.month, stored) },
    assumptions: assumptions(habits.latencyMs),
  }
}

/** A day without a deploy in which no minute is missed. */
export function dayOf(runbook: Runbook): Work[] {
  const errands: Record<string, number> = {}
  const runs: Record<string, number> = {}
  return Array.from({ length: MINUTES_A_DAY }, (_, minute) => {
    const work = workOf(runbook, { minute, measured: minute - 1, deploys: [], errands }, runs)
    for (const id of work.claimed) {
      errands[id] = minute
      runs[id] = (runs[id] ?? 0) + 1
    }
    return work
  })
}

function periodOf(minutes: readonly Use[], day: Use): Period {
  return { minute: busiest(minutes), day, month: addUp(Array.from({ length: DAYS_A_MONTH }, () => day)) }
}

/** All fails in the hour in which that costs most; the rest of the day is quiet. */
function worstDay(quiet: readonly Use[], worst: readonly Use[]): Use {
  const hours = Array.from({ length: MINUTES_A_DAY / OUTAGE_MINUTES }, (_, hour) => {
    const isOut = (_: unknown, minute: number) => Math.floor(minute / OUTAGE_MINUTES) === hour
    return addUp([...worst.filter(isOut), ...quiet.filter((use, minute) => !isOut(use, minute))])
  })
  return busiest(hours)
}

/** The ring of minutes, the ring of hours, and a year of days. */
function storedAfterAYear({ monitors, retention }: Runbook, { bytes }: Use): number {
  const rollups = Object.keys(monitors).length * (retention.hoursMs / HOUR + DAYS_A_YEAR)
  return bytes * (retention.samplesMs / DAY) + rollups * BYTES.rollup
}

type Both = { quiet: Period; worst: Period; stored: number }

function problemsOf({ quiet, worst, stored }: Both, plan: Plan): string[] {
  const exceeded = (of: (period: Period) => number, limit: number) =>
    of(quiet) > limit ? 'also when all is quiet' : of(worst) > limit ? 'in an hour in which everything fails' : null
  const daily = FIGURES.flatMap(({ name, of, freePerDay, remedy }) => {
    if (plan === 'paid' || freePerDay === null) return []
    const when = exceeded(({ day }) => of(day), freePerDay)
    return when === null
      ? []
      : [sentence({ name: `${name} a day`, used: of(worst.day), limit: freePerDay, when, remedy })]
  })
  const single = CEILINGS.flatMap(({ name, of, limit, remedy }) => {
    const when = exceeded(({ minute }) => of(minute.most), limit[plan])
    const used = of(worst.minute.most)
    return when === null
      ? []
      : [sentence({ name: `${name} in one invocation`, used, limit: limit[plan], when, remedy })]
  })
  return [...daily, ...single, ...(stored > STORAGE.limit[plan] ? [storageSentence(stored, plan)] : [])]
}

type Exceeded = { name: string; used: number; limit: number; when: string; remedy: string }

function sentence({ name, used, limit, when, remedy }: Exceeded): string {
  const number = (value: number) => Math.ceil(value).toLocaleString('en')
  return `${number(used)} ${name} are more than ${number(limit)}, ${when}: ${remedy}.`
}

function storageSentence(stored: number, plan: Plan): string {
  const name = 'bytes stored after a year'
  return sentence({ name, used: stored, limit: STORAGE.limit[plan], when: 'estimated', remedy: STORAGE.remedy })
}

type Price = { included: number; per: number; usd: number }

function priceOf(month: Use, stored: number): number {
  const beyond = (used: number, { included, per, usd }: Price) => (Math.max(0, used - included) / per) * usd
  const used = FIGURES.map(({ of, price }) => (price === null ? 0 : beyond(of(month), price)))
  return used.reduce((sum, usd) => sum + usd, BASE_USD + beyond(stored, STORAGE.price))
}
