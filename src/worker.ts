// The composition root: it alone knows the environment, the runbook, the vendors' wrappers and the Durable Object classes.
// Nobody imports it.

import { DurableObject } from 'cloudflare:workers'
import type { Bindings } from './env.ts'
import { assess } from './flows/assess/assess.ts'
import { openDesk } from './flows/desk.ts'
import type { LaneApi, System, Visit } from './flows/system.ts'
import { beatOutside } from './flows/vitals.ts'
import { askElsewhere } from './flows/watch/elsewhere.ts'
import { type LanePorts, type LaneTask, type OpenLane, openLane } from './flows/watch/lane.ts'
import { runMinute } from './flows/watch/minute.ts'
import { ration } from './flows/watch/ration.ts'
import { BY_HAND_MS, type House, mustOpen, openHouse } from './house.ts'
import { createApp } from './http/app.ts'
import { refuseToServe } from './http/errors.ts'
import { openSentry, type Sentry } from './sentry.ts'

const CLOCK_HEADER = 'x-watchkeeper-now'

/** An instant that a Date can hold; anything else names none. */
function namedInstant(request: Request): number | null {
  const text = request.headers.get(CLOCK_HEADER) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

const app = createApp()

function sentryOf(bindings: Bindings): Sentry {
  const { env, visit, system } = mustOpen(bindings)
  const { io } = system(visit(null))
  return openSentry({ dsn: env.value('SENTRY_DSN'), environment: env.value('ENVIRONMENT'), io })
}

/** Runs what must not throw; what it throws all the same is reported, and thrown on. */
async function watched<T>(bindings: Bindings, context: Waiting, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    context.waitUntil(sentryOf(bindings).mistake(thrown))
    throw thrown
  }
}

type Waiting = Pick<ExecutionContext, 'waitUntil'>

const handler = {
  async fetch(request, bindings, context) {
    const house = openHouse(bindings)
    if (!house.ok) return refuseToServe(house.error)
    const { env, visit, system } = house.value
    const ports = {
      system: system(visit(namedInstant(request))),
      adminToken: env.adminToken,
      report: (thrown: unknown) => context.waitUntil(sentryOf(bindings).mistake(thrown)),
    }
    return await watched(bindings, context, async () => app.fetch(request, ports, context))
  },

  async scheduled(controller, bindings, context) {
    const house = openHouse(bindings)
    if (!house.ok) throw new Error(`not serving: ${house.error.join('; ')}`)
    const { env, visit, system } = house.value
    const startedAt = Date.now()
    const own = system(minuteVisit(controller.scheduledTime, visit))
    const report = await watched(bindings, context, () => runMinute(own))
    const isWell = report.outcome === 'done' && report.leftBehind === 0
    const [heard] = isWell
      ? await Promise.all([beatOutside(env.heartbeatUrl, own), sentryOf(bindings).minute()])
      : [null]
    console.log(JSON.stringify({ run: 'minute', ...report, heard, ms: Date.now() - startedAt }))
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

export class Desk extends DurableObject<Bindings> {
  readonly #desk = openDesk((visit) => mustOpen(this.env).system(visit))

  tell(...[facts, visit]: Parameters<System['desk']['tell']>) {
    return watched(this.env, this.ctx, () => this.#desk.tell(facts, visit))
  }

  sweep(visit: Visit) {
    return watched(this.env, this.ctx, () => this.#desk.sweep(visit))
  }
}

export class Lane extends DurableObject<Bindings> {
  readonly #unfinished = new Map<string, OpenLane>()

  async begin(...[tasks, { visit, place, mayTell }]: Parameters<LaneApi['begin']>) {
    const system = mustOpen(this.env).system(visit)
    const { io, desk } = system
    const tell: LanePorts['tell'] = (seen) => desk.tell([{ kind: 'seen', seen: [seen] }], { ...visit, now: io.at() })
    const elsewhere = (task: LaneTask) => askElsewhere(task, place, system)
    const lane = openLane(tasks, { ...system, place, ration: ration(io), mayTell, tell, elsewhere })
    const { isOver, ...begun } = await lane.begin()
    if (isOver) return { ...begun, ticket: null }
    const ticket = io.id()
    this.#unfinished.set(ticket, lane)
    return { ...begun, ticket }
  }

  async finish(ticket: string) {
    const lane = this.#unfinished.get(ticket)
    if (lane === undefined) throw new Error('this object was reset since it began')
    this.#unfinished.delete(ticket)
    return await lane.finish()
  }

  assess(...[incident, visit]: Parameters<System['assess']>) {
    return watched(this.env, this.ctx, () => assess(incident, mustOpen(this.env).system(visit)))
  }
}

export default handler
