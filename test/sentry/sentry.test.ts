// The watcher is watched from outside: one word a completed minute, our own mistakes, and nothing of anybody else.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BEGIN } from '../../commands/theatre.ts'
import { type Item, openSentryStage } from './stage.ts'

type SentryStage = Awaited<ReturnType<typeof openSentryStage>>

const MINUTE_MS = 60_000
const TENANT = 'canary-tenant'
const CONTACT = 'canary-contact@example.com'

describe('with a DSN', () => {
  let stage: SentryStage

  beforeAll(async () => {
    stage = await openSentryStage({ hasDsn: true })
    await stage.api('POST', '/tenants', { id: 'north', name: TENANT, services: ['api'], contacts: [CONTACT] })
    await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  })
  afterAll(() => stage?.close())

  it('each completed minute is reported once, as completed', async () => {
    await stage.pass(3)
    const checkIns = await stage.items('check_in')
    expect(checkIns.map(({ payload }) => [payload.monitor_slug, payload.status])).toEqual(
      Array(3).fill(['watchkeeper-minute', 'ok']),
    )
    expect(checkIns[0]?.payload.monitor_config).toMatchObject({ schedule: { type: 'crontab', value: '* * * * *' } })
  })

  it('and to whoever else waits for a word a minute', async () => {
    const { targets } = await stage.heard()
    expect(targets.outside?.requests).toHaveLength(3)
    expect(targets.outside?.requests[0]?.headers['user-agent']).toContain('Watchkeeper')
  })

  it('a minute that comes twice is not', async () => {
    await stage.fire(BEGIN + 2 * MINUTE_MS)
    expect(await stage.items('check_in')).toHaveLength(3)
    expect((await stage.heard()).targets.outside?.requests).toHaveLength(3)
  })

  it('what others do wrong is no mistake of ours', async () => {
    await stage.request('/api/v1/incidents', { headers: { authorization: 'Bearer wrong' } })
    await stage.request('/respond', { method: 'POST', body: new URLSearchParams({ key: 'x' }) })
    await stage.request('/links/x')
    expect(await stage.items('event')).toEqual([])
  })

  it('no trace of it goes to those who are watched, or to a platform', async () => {
    // A final word, so that it is asked exactly once.
    await stage.control('PUT', 'targets/platform', { mode: 'failing', status: 410 })
    await stage.api('POST', '/deploys', { service: 'api', sha: 'abcdef1', author: 'canary-author', migration: 'none' })
    const { targets } = await stage.heard()
    const called = Object.values(targets).flatMap(({ requests }) => requests)
    expect(called.length).toBeGreaterThan(6)
    expect(targets.platform?.requests).toHaveLength(1)
    for (const { headers } of called) {
      expect(Object.keys(headers)).not.toContain('sentry-trace')
      expect(Object.keys(headers)).not.toContain('baggage')
    }
  })

  describe('a mistake of ours', () => {
    let events: Item[]
    let link: string

    beforeAll(async () => {
      const [mail] = await stage.mails()
      link = new URL(/https?:\/\/\S+\/links\/\S+/.exec(mail?.text ?? '')?.[0] ?? '').pathname
      stage.sql(`update incidents set state = 'canary-row ${TENANT}'`)
      const headers = { cookie: 'a=canary-cookie', 'x-forwarded-for': '203.0.113.7', 'user-agent': 'canary-agent' }
      const init = { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: 'canary-body' }
      expect((await stage.request(`${link}?canary-query=1`, init)).status).toBe(500)
      const authorization = `Bearer ${stage.vars.ADMIN_TOKEN}`
      expect((await stage.request('/api/v1/incidents/INC-1', { headers: { authorization } })).status).toBe(500)
      await expect(stage.pass(1)).rejects.toThrow('failed')
      events = await stage.items('event')
    })

    it('arrives, with where it happened', () => {
      const thrown = events.flatMap(({ payload }) => (payload.exception as { values: { type: string }[] }).values)
      expect(events.length).toBeGreaterThanOrEqual(2)
      expect(thrown.map(({ type }) => type)).toContain('SyntaxError')
      expect(JSON.stringify(thrown)).toContain('malformed JSON')
      expect(JSON.stringify(thrown)).toContain('"lineno"')
    })

    it('makes the minute that threw no completed one', async () => {
      expect(await stage.items('check_in')).toHaveLength(3)
      expect((await stage.heard()).targets.outside?.requests).toHaveLength(3)
    })

    it('carries nothing but itself', async () => {
      const all = JSON.stringify((await stage.heard()).sentry.envelopes)
      const { ADMIN_TOKEN = '', SIGNING_KEY = '', ACME_API_URL = '' } = stage.vars
      for (const word of [
        'canary',
        '203.0.113.7',
        'eyJ',
        '/links/',
        '/targets/',
        ADMIN_TOKEN,
        SIGNING_KEY,
        ACME_API_URL,
      ])
        expect(all).not.toContain(word)
      for (const { payload } of events)
        for (const name of ['request', 'user', 'breadcrumbs', 'extra', 'transaction', 'contexts', 'server_name'])
          expect(payload).not.toHaveProperty(name)
    })
  })
})

describe('without a DSN', () => {
  it('nobody is called, whatever happens', async () => {
    const stage = await openSentryStage({ hasDsn: false })
    try {
      await stage.pass(2)
      stage.sql('drop table troubles')
      await expect(stage.pass(1)).rejects.toThrow('failed')
      expect((await stage.request('/')).status).toBe(500)
      expect((await stage.heard()).sentry.count).toBe(0)
    } finally {
      await stage.close()
    }
  })
})
