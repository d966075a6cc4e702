// The composition root: it alone knows the environment, the runbook, the vendors' wrappers and the Durable Object classes.
// Nobody imports it.

import { DurableObject } from 'cloudflare:workers'
import * as Sentry from '@sentry/cloudflare'
import definition from '#runbook'
import { err, ok, type Result } from './core/result.ts'
import type { Runbook } from './core/runbook.ts'
import { type Bindings, type Env, openEnv } from './env.ts'
import { openDesk } from './flows/desk.ts'
import { runLane } from './flows/lane.ts'
import { runMinute } from './flows/minute.ts'
import type { System, Visit } from './flows/system.ts'
import { createApp } from './http/app.ts'
import { refuseToServe } from './http/errors.ts'
import { openIo } from './io.ts'
import { describeProblem, openRunbook, secretNames } from './runbook/open.ts'
import { openSeal } from './seal.ts'
import { sentryOptions } from './sentry.ts'

/** A minute this far from the wall clock was fired by hand. */
const BY_HAND_MS = 90_000

const CLOCK_HEADER = 'x-watchkeeper-now'
const DESK_NAME = 'desk'
const CHECK_IN = 'watchkeeper-minute'

type House = { env: Env; runbook: Runbook; visit(named: number | null): Visit; system(visit: Visit): System }

const houses = new WeakMap<D1Database, Result<House, string[]>>()

/**
 * Once for an isolate: checking a runbook costs milliseconds of CPU, and nothing of it changes under a running Worker.
 * Known by its database, because Sentry hands out the environment in a new wrapping at every visit.
 */
function openHouse(bindings: Bindings): Result<House, string[]> {
  const known = houses.get(bindings.DB)
  if (known !== undefined) return known
  const opened = buildHouse(bindings)
  if (bindings.DB !== undefined) houses.set(bindings.DB, opened)
  return opened
}

function buildHouse(bindings: Bindings): Result<House, string[]> {
  const opened = openEnv(bindings)
  if (!opened.ok) return opened
  const env = opened.value
  const checked = openRunbook(definition, { resolve: env.value, allowLoopback: env.isLocal.targets })
  if (!checked.ok) return err(checked.error.map(describeProblem))
  const runbook = checked.value
  const missing = secretNames(runbook).filter((name) => env.value(name) === undefined)
  if (missing.length > 0)
    return err(missing.map((name) => `the runbook refers to the secret ${name}, which is not set`))
  const seal = openSeal(env.signingKey)
  return ok({
    env,
    runbook,
    visit(named) {
      const now = env.isLocal.clock && named !== null ? named : Date.now()
      return { now, isByHand: env.isLocal.clock && Math.abs(now - Date.now()) > BY_HAND_MS }
    },
    system: (visit) => ({
      db: bindings.DB,
      io: openIo({ ...visit, allowLoopback: env.isLocal.targets }),
      visit,
      runbook,
      desk: bindings.DESK.getByName(DESK_NAME),
      lane: (name) => bindings.LANE.getByName(name),
      secret: env.value,
      sender: { from: env.mailFrom, replyTo: env.mailReplyTo ?? runbook.organisation.contact },
      publicUrl: env.publicUrl,
      seal,
    }),
  })
}

/** An instant that a Date can hold; anything else names none. */
function namedInstant(request: Request): number | null {
  const text = request.headers.get(CLOCK_HEADER) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

const app = createApp()

const handler = {
  async fetch(request, bindings, context) {
    const house = openHouse(bindings)
    if (!house.ok) return refuseToServe(house.error)
    const { env, visit, system } = house.value
    const ports = {
      system: system(visit(namedInstant(request))),
      adminToken: env.adminToken,
      report: (thrown: unknown) => {
        Sentry.captureException(thrown)
      },
    }
    return app.fetch(request, ports, context)
  },

  async scheduled(controller, bindings, _context) {
    const house = openHouse(bindings)
    if (!house.ok) throw new Error(`not serving: ${house.error.join('; ')}`)
    const { visit, system } = house.value
    const startedAt = Date.now()
    const report = await runMinute(system(minuteVisit(controller.scheduledTime, visit)))
    console.log(JSON.stringify({ run: 'minute', ...report, ms: Date.now() - startedAt }))
    if (report.outcome === 'done' && report.leftBehind === 0)
      Sentry.captureCheckIn({ monitorSlug: CHECK_IN, status: 'ok' }, CHECK_IN_SCHEDULE)
  },
} satisfies ExportedHandler<Bindings>

/**
 * Cron's own word for the minute is the key under which it is claimed. One that comes very late is told as the minute it
 * really is: what is observed, signed and promised now is not of an hour ago.
 */
function minuteVisit(scheduledTime: number, visit: House['visit']): Visit {
  const named = visit(scheduledTime)
  const isLate = !named.isByHand && Date.now() - scheduledTime > BY_HAND_MS
  return isLate ? named : { ...named, now: scheduledTime }
}

const CHECK_IN_SCHEDULE = {
  schedule: { type: 'crontab', value: '* * * * *' },
  checkinMargin: 2,
  maxRuntime: 10,
  timezone: 'UTC',
} as const

class DeskObject extends DurableObject<Bindings> {
  readonly #desk = openDesk((visit) => mustOpen(this.env).system(visit))

  tell(...[facts, visit]: Parameters<System['desk']['tell']>) {
    return this.#desk.tell(facts, visit)
  }

  sweep(visit: Visit) {
    return this.#desk.sweep(visit)
  }
}

class LaneObject extends DurableObject<Bindings> {
  async probe(...[tasks, visit, mayTell]: Parameters<ReturnType<System['lane']>['probe']>) {
    const { io, runbook, secret, desk } = mustOpen(this.env).system(visit)
    return await runLane(tasks, {
      io,
      runbook,
      secret,
      place: 'here',
      tell: async (seen) => {
        if (mayTell) await desk.tell([{ kind: 'seen', seen: [seen] }], { ...visit, now: io.at() })
      },
    })
  }
}

/** Only reached through a Worker that has opened the same house before. */
function mustOpen(bindings: Bindings): House {
  const house = openHouse(bindings)
  if (!house.ok) throw new Error(`not serving: ${house.error.join('; ')}`)
  return house.value
}

export const Desk = Sentry.instrumentDurableObjectWithSentry(sentryOptions, DeskObject)
export const Lane = Sentry.instrumentDurableObjectWithSentry(sentryOptions, LaneObject)

export default Sentry.withSentry(sentryOptions, handler)
