import { describe, expect, it } from 'vitest'
import { openWorld } from '../../world/world.ts'
import { useWorld } from './stage.ts'

const stage = useWorld()
const soon = () => ({ signal: AbortSignal.timeout(150) })

describe('a target', () => {
  it('exists on demand and is healthy, at every path', async () => {
    for (const path of ['/targets/api', '/targets/api/', '/targets/api/v1/health?deep=1']) {
      const answer = await stage.ask(path)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toMatchObject({ status: 'ok', service: 'api', version: 'none', redis: 'connected' })
    }
  })

  it('has the status page of a provider', async () => {
    const answer = await stage.ask('/targets/api/api/v2/summary.json')
    expect(await answer.json()).toMatchObject({
      status: { indicator: 'none' },
      components: [{ status: 'operational' }, {}],
    })
  })

  it('remembers who asked, and how many at once', async () => {
    await stage.put('targets/api', { mode: 'slow', latencyMs: 60 })
    await Promise.all([1, 2, 3].map(() => stage.ask('/targets/api/x', { headers: { 'x-trace': 'abc' } })))
    const api = await stage.target('api')
    expect(api).toMatchObject({ count: 3, mostOpen: 3, openNow: 0 })
    expect(api.requests[0]).toMatchObject({ method: 'GET', path: '/targets/api/x', headers: { 'x-trace': 'abc' } })
  })

  it('keeps the last 50 requests but counts them all', async () => {
    for (let n = 0; n < 55; n += 1) await stage.ask(`/targets/api/${n}`)
    const api = await stage.target('api')
    expect(api.count).toBe(55)
    expect(api.requests).toHaveLength(50)
    expect(api.requests[0]?.path).toBe('/targets/api/5')
  })

  it('refuses a name that is none', async () => {
    expect((await stage.ask('/targets/__proto__')).status).toBe(404)
    expect((await stage.ask('/targets/constructor')).status).toBe(200)
  })
})

describe('a mode', () => {
  it.each([
    ['failing', {}, 500, 'application/json; charset=utf-8', /"status":"error"/],
    ['failing', { status: 503, body: 'down' }, 503, 'application/json; charset=utf-8', /^down$/],
    ['lying', {}, 200, 'text/html; charset=utf-8', /Application error/],
    ['healthy', { body: { status: 'degraded' } }, 200, 'application/json; charset=utf-8', /^{"status":"degraded"}$/],
    ['healthy', { headers: { 'content-type': 'text/plain' }, body: 'pong' }, 200, 'text/plain', /^pong$/],
  ])('%s with %j answers %i', async (mode, more, status, type, body) => {
    await stage.put('targets/api', { mode, ...more })
    const answer = await stage.ask('/targets/api')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
    expect(await answer.text()).toMatch(body)
  })

  it('hanging never sends headers', async () => {
    await stage.put('targets/api', { mode: 'hanging' })
    await expect(stage.ask('/targets/api', soon())).rejects.toThrow(/timeout/)
  })

  it('hanging-body sends headers and never ends', async () => {
    await stage.put('targets/api', { mode: 'hanging-body' })
    const answer = await stage.ask('/targets/api', soon())
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow(/timeout/)
  })

  it('dripping sends a byte at a time', async () => {
    await stage.put('targets/api', { mode: 'dripping', everyMs: 20 })
    const answer = await stage.ask('/targets/api', soon())
    const sizes: number[] = []
    await expect(
      answer.body?.pipeTo(new WritableStream({ write: (chunk) => void sizes.push(chunk.length) })),
    ).rejects.toThrow()
    expect(sizes.length).toBeGreaterThan(2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2)
  })

  it('refusing cuts the connection', async () => {
    await stage.put('targets/api', { mode: 'refusing' })
    await expect(stage.ask('/targets/api')).rejects.toThrow('fetch failed')
  })

  it('redirecting leads to itself for ever', async () => {
    await stage.put('targets/api', { mode: 'redirecting' })
    const answer = await stage.ask('/targets/api/health?hop=4', { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/targets/api/health?hop=5'])
    await expect(stage.ask('/targets/api')).rejects.toThrow('fetch failed')
  })

  it('huge pours as fast as the client drinks', async () => {
    await stage.put('targets/api', { mode: 'huge' })
    const reader = (await stage.ask('/targets/api')).body?.getReader()
    let size = 0
    while (size < 5_000_000) size += (await reader?.read())?.value?.length ?? Number.NaN
    await reader?.cancel()
    expect(size).toBeGreaterThanOrEqual(5_000_000)
  })

  it('starts from its own defaults when it is named', async () => {
    await stage.put('targets/api', { mode: 'failing', status: 503 })
    await stage.put('targets/api', { mode: 'healthy' })
    expect((await stage.ask('/targets/api')).status).toBe(200)
  })
})

describe('a passing trouble', () => {
  it('fails the next n requests, then follows its mode again', async () => {
    await stage.put('targets/api', { failNext: 2 })
    const statuses: number[] = []
    for (let n = 0; n < 3; n += 1) statuses.push((await stage.ask('/targets/api')).status)
    expect(statuses).toEqual([500, 500, 200])
  })

  it('comes and goes with the release that is live', async () => {
    await stage.put('targets/api', { brokenReleases: { bad: { mode: 'failing', status: 502 } } })
    await stage.put('receivers/api', { live: { sha: 'bad' } })
    expect((await stage.ask('/targets/api')).status).toBe(502)
    await stage.put('receivers/api', { live: { sha: 'good' } })
    const healed = await stage.ask('/targets/api')
    expect(healed.status).toBe(200)
    expect(await healed.json()).toMatchObject({ version: 'good' })
  })
})

it('closing the world drops every hanging socket', async () => {
  const world = await openWorld({ port: 0 })
  await fetch(`${world.url}/control/targets/api`, { method: 'PUT', body: '{"mode":"hanging"}' })
  const hung = expect(fetch(`${world.url}/targets/api`)).rejects.toThrow('fetch failed')
  while ((await (await fetch(`${world.url}/control/state`)).json()).targets.api.count === 0);
  await world.close()
  await hung
})
