// A house put together by hand, so that a test can watch every statement and choose every monitor.

import { env } from 'cloudflare:workers'
import type { Runbook } from '../../../src/core/runbook.ts'
import { openDesk } from '../../../src/flows/desk.ts'
import { runLane } from '../../../src/flows/lane.ts'
import type { DeskApi, System, Visit } from '../../../src/flows/system.ts'
import { openIo } from '../../../src/io.ts'
import { openSeal } from '../../../src/seal.ts'
import { acme, monitor } from '../core/acme.ts'

export type Counted = { queries: number; rowsWritten: number; statements: string[] }

/** D1 itself counts the rows; this adds them up. */
export function countingDatabase(): { db: D1Database; counted: Counted } {
  const counted: Counted = { queries: 0, rowsWritten: 0, statements: [] }
  const take = (sql: string, results: D1Result[]) => {
    counted.queries += results.length
    counted.statements.push(sql.trim().split('\n')[0]?.slice(0, 80) ?? '')
    for (const { meta } of results) counted.rowsWritten += meta.rows_written
  }
  const inner = new WeakMap<object, D1PreparedStatement>()
  const statement = (sql: string, real: D1PreparedStatement): D1PreparedStatement => {
    const made = new Proxy(real, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => statement(sql, target.bind(...values))
        if (name === 'first') return async () => (await all()).results[0] ?? null
        if (name === 'all' || name === 'run') return all
        return Reflect.get(target, name)
      },
    })
    const all = async () => {
      const result = await real.all()
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
        const results = await target.batch(statements.map((one) => inner.get(one) ?? one))
        take('batch', results)
        return results
      }
    },
  })
  return { db, counted }
}

export type HouseOptions = { runbook: Runbook; db?: D1Database; visit: Visit; desk?: DeskApi }

export function buildSystem({ runbook, db = env.DB, visit, desk }: HouseOptions): System {
  const ports = (at: Visit) => ({
    db,
    io: openIo({ ...at, allowLoopback: true }),
    runbook,
    secret: (name: string) => (typeof env[name] === 'string' ? env[name] : undefined),
    sender: { from: 'Watchkeeper <status@example.com>', replyTo: 'support@example.com' },
    publicUrl: 'http://127.0.0.1:8787',
    seal: openSeal('signing-key-of-the-tests-0000000'),
  })
  const ownDesk = desk ?? openDesk(ports)
  return {
    ...ports(visit),
    visit,
    desk: ownDesk,
    lane: () => ({
      probe: (tasks, at, mayTell) =>
        runLane(tasks, {
          ...ports(at),
          place: 'here',
          tell: async (seen) => {
            if (mayTell) await ownDesk.tell([{ kind: 'seen', seen: [seen] }], at)
          },
        }),
    }),
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

export async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${env.WORLD_URL}/control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return await answer.json()
}
