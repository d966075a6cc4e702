// The status page in every state, as its readers meet it: small, silent, honest, without script.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakRelease, deployGoodThenBad } from '../../drills/acme.ts'
import { walk } from './keyboard.ts'
import { expectSmall, readWell } from './manners.ts'
import { type House, MINUTE_MS, openHouse, passUntil } from './stack.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(async () => {
  await house?.close()
})

async function readStatus(of = house): Promise<string> {
  const reading = await readWell(of, '/')
  expect(reading.status).toBe(200)
  await expectSmall(of, '/', reading)
  return reading.text
}

describe('the status page, in the order in which things happen', () => {
  it('claims nothing before anything was watched', async () => {
    const text = await readStatus()
    expect(text).toContain('Nothing has been watched yet.')
    expect(text).toContain('this page cannot say that anything works')
    expect(text).not.toContain('Operational')
  })

  it('says in one sentence that everything works, and when that was measured', async () => {
    await deployGoodThenBad(house.stage, { service: 'api' })
    const text = await readStatus()
    expect(text).toContain('Everything we watch is working.')
    expect(text).toContain('Last measured 2026-03-02 09:26 UTC.')
    expect(text).toMatch(/Core API\s+Operational/)
    expect(text).toMatch(/Orders\s+Not watched/)
    expect(text).toContain('No incident has been resolved recently.')
  })

  it('names what does not work in the minute in which it broke', async () => {
    await breakRelease(house.stage, 'api')
    await house.stage.pass(1)
    const text = await readStatus()
    expect(text).toContain('Core API is not working.')
    expect(text).toContain('Investigating · Critical · Affects Core API. Since 2026-03-02 09:27 UTC')
    expect(text).toContain('We have noticed a problem and are looking into it.')
    expect(text).toMatch(/Core API\s+Outage/)
    expect(text).toMatch(/Jobs\s+Operational/)
  })

  it('says that it works again and is watched, newest first, each instant once', async () => {
    await passUntil(house, 'monitoring')
    const text = await readStatus()
    expect(text).toContain('It works again, and we are watching closely.')
    expect(text).toContain('Watching the repair · Critical')
    const told = [
      'It works again. We are watching for 30 minutes.',
      'have been written to',
      'We have noticed a problem',
    ]
    const places = told.map((sentence) => text.indexOf(sentence))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(Math.min(...places)).toBeGreaterThan(0)
    expect(text).not.toContain('Cause found')
  })

  it('keeps what is over, with how long it took', async () => {
    await passUntil(house, 'resolved')
    const text = await readStatus()
    expect(text).toContain('Everything we watch is working.')
    expect(text).not.toContain('Happening now')
    expect(text).toMatch(/Core API does not work\s+Resolved 2026-03-02 10:\d\d UTC after \d\d minutes/)
    expect(text).toContain('It works again, and we have stopped watching it closely.')
  })

  it('stops claiming that anything works once nothing was measured for more than three minutes', async () => {
    const lastMinute = house.stage.now() - MINUTE_MS
    const [fresh, stale] = [lastMinute + 3 * MINUTE_MS, lastMinute + 4 * MINUTE_MS]
    const at = (now: number) => house.visit({ extraHTTPHeaders: { 'x-watchkeeper-now': String(now) } })
    const [before, after] = await Promise.all([at(fresh), at(stale)])
    const [early, late] = await Promise.all([before.newPage(), after.newPage()])
    await Promise.all([early.goto(house.url), late.goto(house.url)])
    expect(await early.locator('h1').textContent()).toBe('Everything we watch is working.')
    expect(await late.locator('h1').textContent()).toBe('We cannot tell right now whether everything works.')
    await Promise.all([before.close(), after.close()])
  })

  it('is as well-mannered when it is stale', async () => {
    const stale = { ...house, visit: later(house, 4 * MINUTE_MS) }
    const text = await readStatus(stale)
    expect(text).toContain('We cannot tell right now whether everything works.')
    expect(text).toContain('Nothing has been measured since')
    expect(text).not.toContain('Operational')
  })
})

describe('the days that were, and those to come', () => {
  it('are told for each service: what failed, what did not, and what is planned', async () => {
    await house.stage.pass(10)
    const work = { service: 'web', from: '2026-03-07T22:00:00Z', minutes: 150, author: 'lead', reason: 'A larger disk' }
    await house.stage.api('POST', '/maintenance', work)
    const text = await readStatus()
    expect(text).toMatch(/Core API\s+Operational\s+9\d\.\d\d %/)
    expect(text).toMatch(/Jobs\s+Operational\s+100 %/)
    expect(text).toContain('Uptime: The share of looks that found it working')
    expect(text).toContain('from 22:00 UTC on 7 March to 00:30 UTC on 8 March')
    expect(text).not.toContain('A larger disk')
  })

  it('are said to those who do not see the drawing', async () => {
    const context = await house.visit()
    const page = await context.newPage()
    await page.goto(house.url)
    const strips = page.getByRole('img', { name: /^9\d\.\d\d % over 1 day; worst day 2 March, 9\d\.\d\d %$/ })
    expect(await strips.count()).toBe(1)
    await context.close()
  })
})

describe('a service of which nothing is known', () => {
  it('is shown as unknown, neither down nor fine', async () => {
    doubt('jobs-health')
    const text = await readStatus()
    expect(text).toContain('We cannot tell right now whether everything works.')
    expect(text).toMatch(/Jobs\s+Unknown/)
    expect(text).toMatch(/Core API\s+Operational/)
    expect(text).not.toContain('Happening now')
  })
})

describe('the status page, whatever it says', () => {
  it('costs nothing to ask for again, until something has changed', async () => {
    const first = await house.stage.request('/')
    const known = { 'if-none-match': first.headers.get('etag') ?? '' }
    expect(known['if-none-match']).not.toBe('')
    const again = await house.stage.request('/', { headers: known })
    expect(again.status).toBe(304)
    expect((await again.arrayBuffer()).byteLength).toBe(0)
    await house.stage.pass(1)
    const changed = await house.stage.request('/', { headers: known })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(known['if-none-match'])
  })

  it('can be walked by keyboard, and it is seen where one is', async () => {
    const context = await house.visit({ viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    await page.goto(house.url)
    expect(await walk(page)).toEqual(['Skip to the content', 'support@example.com'])
    await context.close()
  })

  it('takes the reader past the band when asked to skip it', async () => {
    const context = await house.visit()
    const page = await context.newPage()
    await page.goto(house.url)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/#main')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    await context.close()
  })
})

/** No check of today can be made to doubt from outside; what it would store is written down instead. */
function doubt(monitor: string): void {
  const folder = join(house.stateDir, 'd1/v3/d1/miniflare-D1DatabaseObject')
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
  const database = new DatabaseSync(join(folder, file ?? ''), { timeout: 5_000 })
  const at = house.stage.now() - MINUTE_MS
  const health = { monitor, state: 'unknown', since: at, bad: 0, good: 0, firstBadAt: null, reason: '', observedAt: at }
  database.prepare('insert into troubles (monitor, health) values (?, ?)').run(monitor, JSON.stringify(health))
  database.close()
}

function later(of: House, ms: number): House['visit'] {
  return (options) =>
    of.visit({ ...options, extraHTTPHeaders: { 'x-watchkeeper-now': String(of.stage.now() - MINUTE_MS + ms) } })
}
