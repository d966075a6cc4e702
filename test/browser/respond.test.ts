// The responder's page, from the message in the night to the closed incident: on a phone, without script, by keyboard alone.

import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakRelease, deployGoodThenBad, GOOD } from '../../drills/acme.ts'
import { pressThrough, reach, write } from './keyboard.ts'
import { expectToFit, listenTo, readWell } from './manners.ts'
import { type House, openHouse, passUntil, passUntilTold } from './stack.ts'

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const PAGE = '/respond/INC-1'

const HOSTILE = `<script>alert(1)</script> "'&<b> \u202Eright to left\u202C ${'long'.repeat(500)}`.slice(0, 2_000)

let house: House
let phone: BrowserContext
let page: Page
let noise: ReturnType<typeof listenTo>
beforeAll(async () => {
  house = await openHouse()
  await deployGoodThenBad(house.stage, { service: 'jobs' })
  await breakRelease(house.stage, 'jobs')
  await house.stage.pass(1)
  phone = await house.visit(PHONE)
})
afterAll(async () => {
  await house?.close()
})

/** The same page, as it is at the stage's present moment. */
async function look(): Promise<string> {
  await house.keepTime(phone)
  await page.goto(house.url + PAGE)
  return await shown()
}

async function shown(): Promise<string> {
  return await page.locator('body').innerText()
}

async function unfold(summary: string): Promise<void> {
  await reach(page, summary)
  await page.keyboard.press('Enter')
}

describe('the link in the message', () => {
  it('opens the incident on a phone, and its key does not stay in the address bar', async () => {
    const mailbox = await phone.newPage()
    await mailbox.goto(`${house.worldUrl}/mailbox`)
    await mailbox.getByRole('link', { name: '[P1] Jobs does not work' }).first().click()
    await mailbox.getByRole('link', { name: 'alone' }).first().click()
    const opened = phone.waitForEvent('page')
    // The mail is shown in a sandbox in which nothing can be looked for; its first link is the one to the incident.
    await mailbox.keyboard.press('Tab')
    await mailbox.keyboard.press('Enter')
    page = await opened
    await page.waitForURL(house.url + PAGE)
    noise = listenTo(page)
    expect(await shown()).toContain('Jobs does not work')
  })

  it('leads to what is broken, how bad it is and why, what is suspected and what the gate says', async () => {
    const text = await look()
    for (const part of ['P1', 'Investigating', 'INC-1', 'Nobody has acknowledged it.', 'all its tenants are hurt (2)'])
      expect(text).toContain(part)
    expect(text).toMatch(/Failing Jobs health: answered 500/)
    expect(text).toMatch(
      /jobs v1\.5\.0 f6e5d4c\s+By acme-api-engineer · migration: none · live since 2026-03-02 09:17 UTC/,
    )
    expect(text).toContain('Not yet: time alone can change the answer.')
    expect(text).toMatch(/Trigger\s+Wait/)
    expect(text).toContain('10 steps of the gate passed')
  })

  it('leads to what is due when, and who was told', async () => {
    const text = await shown()
    expect(text).toMatch(/Acknowledge\s+Due in \d+ minutes\s+2026-03-02 09:42 UTC/)
    expect(text).toMatch(/Mitigate\s+Due in/)
    expect(text).toMatch(
      /Call to responders\s+Accepted\s+api-engineer@example\.com, lead@example\.com, 2026-03-02 09:27/,
    )
  })
})

it('is readable by everybody, on every screen, light and dark, while it burns', async () => {
  const reading = await readWell(house, PAGE, await phone.storageState())
  expect(reading.status).toBe(200)
})

describe('a hand with a keyboard', () => {
  it('takes the incident on', async () => {
    await pressThrough(page, 'Acknowledge: I am on it')
    expect(await shown()).toMatch(/(API engineer|Lead) acknowledged it, 2026-03-02 09:28 UTC/)
    await expect(reach(page, 'Acknowledge: I am on it')).rejects.toThrow('never reaches')
  })

  it('writes a note; whatever is in it is shown as text and breaks nothing', async () => {
    await look()
    await unfold('Write a note')
    await write(page, 'What you found or did', HOSTILE)
    await pressThrough(page, 'Add the note')
    expect(page.url()).toBe(`${house.url}${PAGE}#latest`)
    expect(await page.locator('#latest .pre').textContent()).toBe(HOSTILE)
    expect(await page.locator('#latest').isVisible()).toBe(true)
    expect(await page.locator('script, main b b').count()).toBe(0)
    await expectToFit(page)
  })

  it('says what is thought to be wrong, and calls the next when stuck', async () => {
    await look()
    await unfold('Say what you think is wrong')
    await write(page, 'What you think is wrong', 'The queue is full')
    await write(page, 'What is being done about it (optional)', 'Draining it')
    await pressThrough(page, 'Write it down')
    expect(await shown()).toMatch(/Thought to be wrong\s+The queue is full\s+Being done: Draining it/)
    await look()
    await unfold('You are stuck: call the next')
    await write(page, 'Why', 'No access to the queue')
    await pressThrough(page, 'Call the next')
    expect(await shown()).toContain('Escalated: No access to the queue.')
  })

  it.each([
    ['rollbacks for every service', 'rollbacks', 'Stop rollbacks for a while', 'Stop rollbacks', []],
    ['rollbacks for Core API', 'rollbacks', 'Stop rollbacks for a while', 'Stop rollbacks', ['ArrowDown']],
    ['mail for every service', 'mail', 'Stop mail to customers for a while', 'Stop mail to customers', []],
  ])('holds %s back with a reason, and lets them go again', async (title, scope, summary, button, keys) => {
    await look()
    await unfold(summary)
    await reach(page, 'What')
    for (const key of keys) await page.keyboard.press(key)
    await write(page, 'Why', `Looking first, at ${scope}`)
    await reach(page, 'For how long')
    await page.keyboard.press('ArrowUp')
    await pressThrough(page, button)
    const held = page.locator('section', { has: page.locator('#holds') })
    expect(await held.textContent()).toContain(`Looking first, at ${scope}`)
    expect(await held.textContent()).toContain(title)
    expect(await held.textContent()).toMatch(/until 2026-03-02 09:4\d UTC/)
    await pressThrough(page, `Release the hold on ${scope}`)
    await house.stage.pass(1)
    await look()
    expect(await page.locator('#holds').count()).toBe(0)
  })

  it('approves the rollback that waits for a person', async () => {
    await passUntilTold(house, 'rollback_suggested')
    expect(await look()).toContain('Taking it back waits for a person')
    await pressThrough(page, 'Approve the rollback')
    expect(await shown()).toMatch(/Taking it back has been ordered|Taken back/)
    await house.stage.pass(1)
    expect((await house.stage.changes('acme-jobs')).map((change) => change.to.sha)).toEqual([GOOD])
  })

  it('says that people are helped before the monitors do', async () => {
    await breakOf('failing')
    await house.stage.pass(1)
    await look()
    await unfold('It works again')
    await write(page, 'What helped (optional)', 'Jobs run by hand')
    await pressThrough(page, 'Say that it works again')
    expect(await shown()).toContain('Mitigated: Jobs run by hand.')
  })

  it('cannot resolve what has begun to fail again, and reads why', async () => {
    await breakOf('healthy')
    await passUntil(house, 'monitoring')
    await look()
    await unfold('It is resolved')
    await breakOf('failing')
    await house.stage.pass(1)
    await house.keepTime(phone)
    const refused = await pressThrough(page, 'Resolve the incident')
    expect(refused.status()).toBe(409)
    expect(await shown()).toMatch(/Still failing: Jobs health: answered 500.*Mark it mitigated if people are helped\./)
    await pressThrough(page, 'Back to the incident')
    expect(page.url()).toBe(house.url + PAGE)
  })

  it('resolves what works, and closes it with its cause', async () => {
    await breakOf('healthy')
    await passUntil(house, 'monitoring')
    await look()
    await unfold('It is resolved')
    await write(page, 'What was done (optional)', 'Taken back by hand')
    await pressThrough(page, 'Resolve the incident')
    expect(await shown()).toContain('Resolved: Taken back by hand.')
    await close()
    expect(await shown()).toMatch(/P1 closes with at least one action that has an owner and a day it is due/)
    await pressThrough(page, 'Back to the incident')
  })

  it('takes on an action, gives the post-mortem a day, and then closes it', async () => {
    await unfold('Take on an action')
    await write(page, 'What is to be done', 'Watch the index')
    await writeDay('Due on', '03122026')
    await pressThrough(page, 'Add the action')
    await look()
    expect(await shown()).toMatch(/Watch the index\s+API engineer, due 2026-03-12/)
    await unfold('Give the post-mortem a day')
    await writeDay('When you talk about it', '03052026')
    await pressThrough(page, 'Set the day')
    await close()
    expect(await shown()).toContain('Closed. Cause: A missing index')
    await look()
    await pressThrough(page, 'It is done: Watch the index')
    await unfold('The post-mortem is written')
    await write(page, 'Where it can be read', 'https://docs.example.com/post-mortems/1')
    await pressThrough(page, 'Say that it is written')
    expect(await shown()).toContain('The post-mortem is written: https://docs.example.com/post-mortems/1')
    await look()
    await pressThrough(page, 'All open incidents')
    expect(await shown()).toContain('Nothing is open.')
  })
})

async function close(): Promise<void> {
  await look()
  await unfold('Close it with its cause')
  await write(page, 'The cause, as far as it is known', 'A missing index')
  await pressThrough(page, 'Close the incident')
}

/** A day is typed in the parts that the browser shows. */
async function writeDay(label: string, day: string): Promise<void> {
  await reach(page, label)
  await page.keyboard.type(day)
}

/** Whatever release is live. */
async function breakOf(mode: 'failing' | 'healthy'): Promise<void> {
  await house.stage.control('PUT', 'targets/acme-jobs', { mode, brokenReleases: {} })
}

describe('the pages for responders', () => {
  it('are silent all the way, but for the refusal that was meant', () => {
    expect(noise.heard().filter((text) => !text.includes('409'))).toEqual([])
  })

  it.each([PAGE, '/respond'])('%s is readable by everybody, on every screen, light and dark', async (path) => {
    const reading = await readWell(house, path, await phone.storageState())
    expect(reading.status).toBe(200)
  })

  it('the door is as readable', async () => {
    const reading = await readWell(house, PAGE)
    expect(reading.status).toBe(401)
    expect(reading.text).toContain('Sign in to respond')
    expect(reading.text).not.toContain('Jobs')
  })
})

describe('the door', () => {
  it('refuses a wrong key, says so, and opens with the right one, by keyboard', async () => {
    const stranger = await house.visit(PHONE)
    const door = await stranger.newPage()
    await door.goto(house.url + PAGE)
    await write(door, 'Access key', 'wrong')
    expect((await pressThrough(door, 'Sign in')).status()).toBe(401)
    expect(await door.getByRole('alert').textContent()).toContain('That is not the access key.')
    await write(door, 'Access key', house.key)
    await pressThrough(door, 'Sign in')
    expect(door.url(), 'back at the incident that was asked for').toBe(house.url + PAGE)
    expect(await door.locator('footer').textContent()).toContain('holder of the access key')
    await stranger.close()
  })

  it('is not passed by a form from another site, even with a session', async () => {
    const guest = await phone.newPage()
    const trap = `${house.worldUrl}/trap`
    const form = `<form method="post" action="${house.url}${PAGE}"><input name="action" value="note">
      <input name="text" value="planted"><button>Win</button></form>`
    await guest.route(trap, (route) => route.fulfill({ contentType: 'text/html', body: form }))
    await guest.goto(trap)
    const [refused] = await Promise.all([guest.waitForResponse(house.url + PAGE), guest.click('button')])
    await guest.waitForURL(house.url + PAGE)
    expect(refused.status()).toBe(403)
    expect(await guest.locator('body').textContent()).toMatch(/nothing was done/i)
    expect(JSON.stringify(await house.stage.story('INC-1'))).not.toContain('planted')
  })
})
