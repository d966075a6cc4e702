// The front door, knocked at by anybody: what every answer owes whoever reads it, and whether a knock left a trace.

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import type { Instant } from '../../../src/core/time.ts'
import { createApp } from '../../../src/http/app.ts'
import { openSeal } from '../../../src/seal.ts'
import { buildSystem } from '../flows/house.ts'
import { theatre } from '../theatre.ts'

export const SCRIPT = `<script>alert(1)</script>"'&`
export const BEARER = { authorization: `Bearer ${env.ADMIN_TOKEN}` }
export const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

export const seal = openSeal(String(env.SIGNING_KEY))

export type Knock = RequestInit & { path: string }

/** A company in the middle of one incident, so that every route has something to break. */
export async function openHouse(): Promise<Stage> {
  const stage = await openStage(theatre())
  await stage.api('POST', '/tenants', {
    id: 'north',
    name: 'North GmbH',
    services: ['api'],
    contacts: ['it@example.com'],
  })
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  // One more, and a notice would be due with whatever knocks next.
  await stage.pass(2)
  return stage
}

export async function signIn(stage: Stage): Promise<Record<string, string>> {
  const token = await seal.close({
    action: 'respond',
    incident: null,
    responder: 'lead',
    expiresAt: stage.now() + 60_000,
  })
  return { cookie: `watchkeeper=${token}` }
}

/** Every row of every table: not even a changed one escapes. */
export async function everyRow(): Promise<string> {
  const { results: tables } = await env.DB.prepare(
    `select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' order by name`,
  ).all<{ name: string }>()
  const rows = await env.DB.batch(tables.map(({ name }) => env.DB.prepare(`select * from "${name}"`)))
  return JSON.stringify(tables.map(({ name }, index) => [name, rows[index]?.results]))
}

export async function rowsOf<Row>(sql: string, ...values: unknown[]): Promise<Row[]> {
  const { results } = await env.DB.prepare(sql)
    .bind(...values)
    .all<Row>()
  return results
}

/** What holds for whatever is answered to whomever. */
export function expectArmour(answer: Response, text: string, isPublicPage = false): void {
  const policy = answer.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  if (!isPublicPage) expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(text).not.toMatch(/<script/i)
}

/** A clear no, in the form that was asked for. */
export async function expectRefusal(answer: Response, statuses: readonly number[]): Promise<string> {
  const text = await answer.text()
  expect(statuses, text.slice(0, 500)).toContain(answer.status)
  expectArmour(answer, text)
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true
  if (isPage) expect(text).toMatch(/^<!doctype html>.*<title>[A-Z].{6,}<\/title>/s)
  else expect(JSON.parse(text)).toHaveProperty('error', expect.stringMatching(/^[A-Z].{10,}\.$/))
  return text
}

export async function knock(stage: Stage, { path, ...init }: Knock): Promise<Response> {
  return await stage.request(path, init)
}

const app = createApp()

/** The door of a house put together by hand, at an instant of the story; over when all is done that the answer left to do. */
export async function askAt(now: Instant, runbook: Runbook, { path, ...init }: Knock): Promise<Response> {
  const system = buildSystem({ runbook, visit: { now, isByHand: true } })
  const report = (thrown: unknown) => expect.fail(String(thrown))
  const visit = createExecutionContext()
  const answer = await app.request(path, init, { system, adminToken: env.ADMIN_TOKEN, report }, visit)
  await waitOnExecutionContext(visit)
  return answer
}
