// The status page over real rows: what a view costs, whatever has happened, and what it says of the past.

import { applyD1Migrations, createExecutionContext, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { layoutsOf } from '../../../src/core/kept/sample.ts'
import { DAY, HOUR, minuteOf } from '../../../src/core/time.ts'
import { createApp } from '../../../src/http/app.ts'
import { acme } from '../core/acme.ts'
import { buildSystem } from '../flows/house.ts'
import { BEGIN } from '../theatre.ts'

const app = createApp()
const HOUR_NOW = Math.floor(BEGIN / HOUR)
const DAY_NOW = Math.floor(BEGIN / DAY)

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

/** D1 counts the rows that were read, also of what asks for the first one only. */
function readCounting(): { db: D1Database; read: () => number[] } {
  const rows: number[] = []
  const counting = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => counting(target.bind(...values))
        if (name !== 'first') return Reflect.get(target, name)
        return async () => {
          const { results, meta } = await target.all()
          rows.push(meta.rows_read)
          return results[0] ?? null
        }
      },
    })
  const db = new Proxy(env.DB, {
    get: (target, name) =>
      name === 'prepare' ? (sql: string) => counting(target.prepare(sql)) : Reflect.get(target, name),
  })
  return { db, read: () => rows }
}

async function view(now = BEGIN): Promise<{ html: string; read: number[] }> {
  const { db, read } = readCounting()
  const system = buildSystem({ runbook: acme, db, visit: { now, isByHand: true } })
  const ports = { system, adminToken: env.ADMIN_TOKEN, report: (thrown: unknown) => expect.fail(String(thrown)) }
  const answer = await app.request('/', {}, ports, createExecutionContext())
  expect(answer.status).toBe(200)
  return { html: await answer.text(), read: read() }
}

const run = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()

const COUNT = (most: number) =>
  `with recursive ago(n) as (select 0 union all select n + 1 from ago where n + 1 < ${most})`

/** What a house of so many days has kept of itself. */
async function live(days: number): Promise<void> {
  const [layout] = layoutsOf(acme)
  const data = JSON.stringify([layout?.name, ...Object.keys(acme.monitors).map(() => 'p120')])
  const minutes = Math.min(2_880, days * 1_440)
  const [hours, tallies] = [days * 24, JSON.stringify({ api: '1439,1 '.repeat(days).trim() })]
  const inserts: [string, ...unknown[]][] = [
    [`insert into samples ${COUNT(minutes)} select 0, (?1 - n) % 2880, ?1 - n, ?2 from ago`, minuteOf(BEGIN), data],
    [`insert into clock (id, minute, begun) values (1, ?1, ?2)`, minuteOf(BEGIN), '1'.repeat(minutes)],
    [`insert into hours ${COUNT(hours)} select 0, (?1 - n) % 2160, ?1 - n, '{}' from ago`, HOUR_NOW],
    [`insert into days ${COUNT(days)} select 0, ?1 - n, '{}' from ago`, DAY_NOW],
    ['insert into standing values (0, ?1, ?2)', HOUR_NOW, tallies],
    [
      `insert into maintenance ${COUNT(days)} select 'm' || n, 'api', ?1 - n * ${DAY} - 2, ?1 - n * ${DAY} - 1, 'x', 'x'
       from ago`,
      BEGIN,
    ],
  ]
  await env.DB.batch(inserts.map(([sql, ...values]) => env.DB.prepare(sql).bind(...values)))
}

it('costs one statement, and no row more after ninety days than after one', async () => {
  const empty = await view()
  await live(1)
  const young = await view()
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  await live(90)
  const old = await view()
  expect([empty.read, young.read, old.read].map((rows) => rows.length)).toEqual([1, 1, 1])
  expect(old.read).toEqual(young.read)
  expect(old.read[0]).toBeLessThanOrEqual(35)
  expect(young.html).toContain('99.93 % over 1 day; worst day 2 March, 99.93 %')
  expect(old.html).toContain('99.93 % over 90 days; worst day 2 March, 99.93 %')
  expect(empty.html).toContain('There is no data on the last 90 days.')
})

it('says in which minutes nobody came', async () => {
  await run('insert into clock (id, minute, begun) values (1, ?1, ?2)', minuteOf(BEGIN), `${'1'.repeat(60)}0001111`)
  expect((await view()).html).toContain('Nothing was measured from 08:54 to 08:57 UTC on 2 March.')
  expect((await view(BEGIN + DAY)).html).not.toContain('Nothing was measured from')
})
