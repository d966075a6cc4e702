// What goes after thirty days and what stays: bodies and fired timers go, history and what is still owed stay.

import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { DAY, MINUTE } from '../../../src/core/time.ts'
import { prune } from '../../../src/flows/prune.ts'
import { buildSystem, watching } from './house.ts'

const NIGHT = Date.parse('2026-03-02T03:17:00Z')
const OLD = NIGHT - 31 * DAY
const FRESH = NIGHT - 29 * DAY

async function seed(at: number, name: string): Promise<void> {
  const outbox = `insert into outbox (key, carrier, what, call, recipients, owed_at, not_before, state, settled_at) values`
  await env.DB.batch([
    env.DB.prepare(`insert into timers (key, kind, due_at, fired_at) values (?1, 'update', ?2, ?2)`).bind(name, at),
    env.DB.prepare(`insert into timers (key, kind, due_at) values (?1, 'update', ?2)`).bind(`${name} unfired`, at),
    env.DB.prepare(
      `insert into inbox (source, key, received_at, body, headers, is_unread) values ('s', ?1, ?2, 'b', '{}', 0)`,
    ).bind(name, at),
    env.DB.prepare(`insert into inbox (source, key, received_at, body, headers) values ('s', ?1, ?2, 'b', '{}')`).bind(
      `${name} unread`,
      at,
    ),
    env.DB.prepare(`${outbox} (?1, 'c', 'call', 'body', '[]', ?2, ?2, 'done', ?2)`).bind(name, at),
    env.DB.prepare(`${outbox} (?1, 'c', 'call', 'body', '[]', ?2, ?2, 'owed', null)`).bind(`${name} owed`, at),
  ])
}

async function keys(sql: string): Promise<string[]> {
  const { results } = await env.DB.prepare(sql).all<{ key: string }>()
  return results.map((row) => row.key)
}

it('lets go of what is old and over, at night only', async () => {
  await seed(OLD, 'old')
  await seed(FRESH, 'fresh')
  const at = (now: number) => buildSystem({ runbook: watching([]), visit: { now, isByHand: true } })
  expect(await prune(at(NIGHT + MINUTE))).toBe(0)
  expect(await prune(at(NIGHT))).toBe(3)
  expect(await keys('select key from timers order by key')).toEqual(['fresh', 'fresh unfired', 'old unfired'])
  expect(await keys('select key from inbox order by key')).toEqual(['fresh', 'fresh unread', 'old unread'])
  expect(await keys(`select key from outbox where call = ''`)).toEqual(['old'])
  expect(await keys('select key from outbox order by key')).toEqual(['fresh', 'fresh owed', 'old', 'old owed'])
})
