// A house put together by hand, so that a test can watch every statement and choose every monitor.

import { env } from 'cloudflare:workers'
import type { Seen } from '../../../src/core/desk/ground.ts'
import type { Monitor, Runbook } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { assess } from '../../../src/flows/assess/assess.ts'
import { openDesk } from '../../../src/flows/desk.ts'
import type { DeskApi, LaneApi, System, Visit } from '../../../src/flows/system.ts'
import { askElsewhere } from '../../../src/flows/watch/elsewhere.ts'
import { type LaneTask, type OpenLane, openLane } from '../../../src/flows/watch/lane.ts'
import { ration } from '../../../src/flows/watch/ration.ts'
import { type Io, openIo as openRealIo } from '../../../src/io.ts'
import { openSeal } from '../../../src/seal.ts'
import { beginMinute, type MinuteGround } from '../../../src/store/watch/minutes.ts'
import { acme, monitor } from '../core/acme.ts'

export type Counted = {
  queries: number
  rowsWritten: number
  rowsRead: number
  /** Of the bound values and of the rows that came back, both as JSON. */
  bytesTo: number
  bytesFrom: number
  /** Calls that D1 has not answered yet. */
  pending: number
  statements: string[]
  /** Queries before the first message leaves. */
  beforeLeaving: number | null
}

/** D1 itself counts the rows; this adds them up. */
export function countingDatabase(): { db: D1Database; counted: Counted } {
  const counted: Counted = {
    queries: 0,
    rowsWritten: 0,
    rowsRead: 0,
    bytesTo: 0,
    bytesFrom: 0,
    pending: 0,
    statements: [],
    beforeLeaving: null,
  }
  const waited = async <T>(call: Promise<T>): Promise<T> => {
    counted.pending++
    return await call.finally(() => counted.pending--)
  }
  const take = (sql: string, results: D1Result[]) => {
    if (sql.startsWith('update outbox set lease_until')) counted.beforeLeaving ??= counted.queries
    counted.queries += results.length
    counted.statements.push(sql.trim().split('\n')[0]?.slice(0, 80) ?? '')
    for (const { meta, results: rows } of results) {
      counted.rowsWritten += meta.rows_written
      counted.rowsRead += meta.rows_read
      counted.bytesFrom += bytesOf(rows)
    }
  }
  const inner = new WeakMap<object, D1PreparedStatement>()
  const statement = (sql: string, real: D1PreparedStatement): D1PreparedStatement => {
    const made = new Proxy(real, {
      get(target, name) {
        if (name === 'bind') {
          return (...values: unknown[]) => {
            counted.bytesTo += bytesOf(values)
            return statement(sql, target.bind(...values))
          }
        }
        if (name === 'first') return async () => (await all()).results[0] ?? null
        if (name === 'all' || name === 'run') return all
        return Reflect.get(target, name)
      },
    })
    const all = async () => {
      const result = await waited(real.all())
      take(sql, [result])
      return result
    }
    inner.set(made, real)
    return made
  }
  const db = new Proxy(env.DB, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => statement(sql, target.prepare(sql))
      if (name !== 'batch') return Reflect.get(target, name)
      return async (statements: D1PreparedStatement[]) => {
        const results = await waited(target.batch(statements.map((one) => inner.get(one) ?? one)))
        take('batch', results)
        return results
      }
    },
  })
  return { db, counted }
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength
}

export type HouseOptions = {
  runbook: Runbook
  db?: D1Database
  visit: Visit
  desk?: DeskApi
  /** One for each invocation: the minute's own, each lane's, each of the desk's rounds. */
  openIo?: (visit: Visit) => Io
}

export function buildSystem({ runbook, db = env.DB, visit, desk, openIo = openWorldIo }: HouseOptions): System {
  const ports = (at: Visit): Omit<System, 'desk' | 'lane' | 'visit'> => ({
    db,
    io: openIo(at),
    runbook,
    secret: (name: string) => (typeof env[name] === 'string' ? env[name] : undefined),
    sender: { from: 'Watchkeeper <status@example.com>', replyTo: 'support@example.com' },
    publicUrl: 'http://127.0.0.1:8787',
    seal: openSeal('signing-key-of-the-tests-0000000'),
    assess: (incident, later) => assess(incident, ports(later)),
  })
  const ownDesk = desk ?? openDesk(ports)
  return {
    ...ports(visit),
    visit,
    desk: ownDesk,
    lane: () => laneOf(ports, ownDesk),
  }
}

export function openWorldIo(visit: Visit): Io {
  return openRealIo({ ...visit, allowLoopback: true })
}

/** A lane in the test's own invocation; in production it is a Durable Object. */
function laneOf(ports: (visit: Visit) => Omit<System, 'desk' | 'lane' | 'visit'>, desk: DeskApi): LaneApi {
  const unfinished = new Map<string, OpenLane>()
  return {
    async begin(tasks, { visit, place, mayTell }) {
      const own = ports(visit)
      const tell = (seen: Seen) => desk.tell([{ kind: 'seen', seen: [seen] }], { ...visit, now: own.io.at() })
      const system = { ...own, visit, desk, lane: () => laneOf(ports, desk) }
      const elsewhere = (task: LaneTask) => askElsewhere(task, place, system)
      const lane = openLane(tasks, { ...own, place, ration: ration(own.io), mayTell, tell, elsewhere })
      const { isOver, ...begun } = await lane.begin()
      const ticket = isOver ? null : own.io.id()
      if (ticket !== null) unfinished.set(ticket, lane)
      return { ...begun, ticket }
    },
    finish: (ticket) =>
      unfinished.get(ticket)?.finish() ?? Promise.reject(new Error(`no lane has the ticket ${ticket}`)),
  }
}

/** Acme with other monitors, each looking at a target of the world. */
export function watching(targets: readonly string[], deadlineMs = 2_000): Runbook {
  const monitors = targets.map((target) => ({
    ...monitor(target, target, 'api'),
    settings: { url: `${env.WORLD_URL}/targets/${target}/health` },
    deadlineMs,
  }))
  return { ...acme, monitors: Object.fromEntries(monitors.map((one) => [one.id, one])) }
}

export function mapMonitors(runbook: Runbook, map: (monitor: Monitor) => Monitor): Runbook {
  const monitors = Object.values(runbook.monitors).map((one) => [one.id, map(one)])
  return { ...runbook, monitors: Object.fromEntries(monitors) }
}

export async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${env.WORLD_URL}/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return await answer.json()
}

/** A minute begun by itself; null: it was begun before. */
export function begin(minute: number, db: D1Database = env.DB): Promise<MinuteGround | null> {
  return beginMinute(db, { minute, now: minute * MINUTE, layouts: [], regular: [] })
}
