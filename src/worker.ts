// The composition root: it alone knows the environment, the runbook, the vendors' wrappers and the Durable Object classes.
// Nobody imports it.

import { DurableObject } from 'cloudflare:workers'
import * as Sentry from '@sentry/cloudflare'
import type { Bindings } from './env.ts'
import { openDesk } from './flows/desk.ts'
import { runLane } from './flows/lane.ts'
import { runMinute } from './flows/minute.ts'
import type { System, Visit } from './flows/system.ts'
import { BY_HAND_MS, type House, mustOpen, openHouse } from './house.ts'
import { createApp } from './http/app.ts'
import { refuseToServe } from './http/errors.ts'
import { sentryOptions } from './sentry.ts'

const CLOCK_HEADER = 'x-watchkeeper-now'
const CHECK_IN = 'watchkeeper-minute'

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

export const Desk = Sentry.instrumentDurableObjectWithSentry(sentryOptions, DeskObject)
export const Lane = Sentry.instrumentDurableObjectWithSentry(sentryOptions, LaneObject)

export default Sentry.withSentry(sentryOptions, handler)
