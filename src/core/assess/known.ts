// The questions that what is stored answers: what else fails, how it stood before, what was shipped, what was counted.

import { type Incident, signalOf } from '../incident/incident.ts'
import type { DayTally } from '../kept/rollup.ts'
import type { Deploy } from '../rollback/deploy.ts'
import type { Runbook } from '../runbook.ts'
import { DAY, type Instant, utc } from '../time.ts'
import { uptimeOf } from '../view/uptime-view.ts'
import type { Health } from '../watch/health.ts'
import { monitorKey } from '../watch/signal.ts'
import { type Assessed, counted, finding, fine, nobodyTells, notKnown } from './answer.ts'
import type { LastLook, LastNumber } from './told.ts'

export type Known = {
  incident: Incident
  troubles: Health[]
  /** What was shipped, or was under way, in the two hours before. */
  deploys: Deploy[]
  /** By service, the newest day first. */
  standing: Record<string, DayTally[]>
  looks: LastLook[]
  numbers: LastNumber[]
}

export function whatElseFails({ incident, troubles }: Known, runbook: Runbook): Assessed {
  const question = 'What else fails?'
  const others = troubles.filter(({ monitor }) => signalOf(incident, monitorKey(monitor))?.isFailing !== true)
  const failing = others.filter(({ state }) => state === 'down' || state === 'degraded')
  const unseen = others.filter(({ state }) => state === 'unknown')
  const detail = linesByService([...failing, ...unseen], runbook)
  if (failing.length > 0) return finding(question, `${counted(failing.length, 'more monitor')}.`, detail)
  if (unseen.length === 0) return fine(question, 'Nothing.')
  return notKnown(
    question,
    `Nothing that is known, but ${counted(unseen.length, 'monitor')} could not be seen.`,
    detail,
  )
}

function linesByService(healths: readonly Health[], { monitors, services }: Runbook): string[] {
  const watched = healths.flatMap((health) => {
    const monitor = monitors[health.monitor]
    return monitor === undefined ? [] : [{ ...health, monitor }]
  })
  return [...Map.groupBy(watched, ({ monitor }) => monitor.service)].map(([service, its]) => {
    const told = its.map(({ monitor, state, reason }) => `${monitor.title} is ${state} (${reason})`)
    return `${services[service]?.title ?? service}: ${told.join('; ')}`
  })
}

const LONG_DAYS = 30

/** Closed hours only: the trouble that opened the incident is hardly in it yet. */
export function howItStood({ incident, standing }: Known, runbook: Runbook, now: Instant): Assessed {
  const title = runbook.services[incident.service]?.title ?? incident.service
  const question = `What was the uptime of ${title} before?`
  const today = Math.floor(now / DAY)
  const since = (day: number) =>
    uptimeOf(
      (standing[incident.service] ?? []).filter((its) => its.day >= day),
      now,
    )
  const short = since(today)
  const long = since(today - LONG_DAYS + 1)
  if (long === null) return nobodyTells(question, 'no closed hour of the last 30 days knows anything of it')
  const known =
    long.days === LONG_DAYS ? `${LONG_DAYS} days` : `the ${counted(long.days, 'day')} of ${LONG_DAYS} that are known`
  const said = `${short === null ? 'Today not known yet' : `Today ${short.percent} %`}, over ${known} ${long.percent} %.`
  return short !== null && short.percent < 100 ? finding(question, said) : fine(question, said)
}

export function whatWasShipped({ incident, deploys }: Known, runbook: Runbook): Assessed {
  const question = 'What was deployed in the two hours before?'
  const shipped = deploys.filter(({ service, environment }) => {
    const its = runbook.services[service]?.environment
    return its === 'production' && environment === its
  })
  if (shipped.length === 0) return fine(question, 'Nothing.')
  const named = shipped.map((deploy) => {
    const mark = incident.suspect?.id === deploy.id ? ', which is suspected' : ''
    return `${runbook.services[deploy.service]?.title ?? deploy.service} ${deploy.version ?? deploy.sha}${mark}`
  })
  return finding(
    question,
    `${named.join('; ')}.`,
    shipped.map((deploy, index) => `${named[index]}: ${wordsOf(deploy)}`),
  )
}

function wordsOf({ sha, author, status, finishedAt, migration, isRollback }: Deploy): string {
  return [
    `commit ${sha}`,
    author === null ? 'author not known' : `by ${author}`,
    finishedAt === null ? `${status}, not over` : `${status} at ${utc(finishedAt)}`,
    migration === 'unknown' ? 'migration not known' : `migration ${migration}`,
    ...(isRollback ? ['a rollback'] : []),
  ].join(', ')
}

/** What an error tracker has told of the last hour; null: it told nothing of them. */
export type Tally = { deliveries: number; isMore: boolean; events: number | null; users: number | null }

export function whatWasCounted(tracker: string, services: string, tally: Tally): Assessed {
  const question = `What did ${tracker} tell of ${services} in the last hour?`
  const { deliveries, isMore, events, users } = tally
  if (deliveries === 0 && isMore) return notKnown(question, 'There was more than could be read.')
  if (deliveries === 0) return fine(question, 'Nothing.')
  const most = [
    ...(events === null ? [] : [counted(events, 'event')]),
    ...(users === null ? [] : [counted(users, 'user')]),
  ]
  const said = most.length === 0 ? 'without a count of events or users' : `up to ${most.join(' and ')} in one of them`
  return finding(question, `${isMore ? 'At least ' : ''}${spokenCount(deliveries)}, ${said}.`)
}

function spokenCount(deliveries: number): string {
  return deliveries === 1 ? '1 delivery' : `${deliveries} deliveries`
}
