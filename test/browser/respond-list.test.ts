// The list behind the responder's door: who is called, who is away, what is silenced, what is reported; by keyboard, on a phone.

import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pressThrough, reach, walk, write } from './keyboard.ts'
import { expectToFit, readWell } from './manners.ts'
import { type House, openHouse } from './stack.ts'

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }

let house: House
let phone: BrowserContext
let page: Page

beforeAll(async () => {
  house = await openHouse()
  await house.stage.pass(1)
  phone = await house.visit(PHONE)
  page = await phone.newPage()
  await signIn()
})
afterAll(async () => {
  await house?.close()
})

async function signIn(): Promise<void> {
  await house.keepTime(phone)
  await page.goto(`${house.url}/respond`)
  await write(page, 'Access key', house.key)
  await pressThrough(page, 'Sign in')
}

async function look(): Promise<string> {
  await house.keepTime(phone)
  await page.goto(`${house.url}/respond`)
  return await page.locator('body').innerText()
}

async function unfold(summary: string): Promise<void> {
  await reach(page, summary)
  await page.keyboard.press('Enter')
}

it('says who would be called for what', async () => {
  const text = await look()
  expect(text).toMatch(/Who is called\s+Core API\s+Lead/)
})

it('calls the next while somebody is away, and them again when they are back', async () => {
  await look()
  await unfold('Somebody cannot be called for a while')
  await reach(page, 'Who')
  await page.keyboard.press('ArrowDown')
  await pressThrough(page, 'Call the next instead')
  expect(page.url()).toBe(`${house.url}/respond#people`)
  expect(await look()).toMatch(/(Lead|API engineer) is away/)
  const back = /(Lead|API engineer) is back/.exec(await look())?.[0] ?? ''
  await pressThrough(page, back)
  await house.stage.pass(1)
  expect(await look()).not.toMatch(/is away/)
})

it('silences what is known to fail, says so, and ends it', async () => {
  await look()
  await unfold('Call nobody for a while for what monitors see')
  await write(page, 'Why', 'A larger disk is put in')
  await pressThrough(page, 'Call nobody for it')
  expect(await look()).toContain('A larger disk is put in')
  const end = /End the silence of .+/.exec(await look())?.[0] ?? ''
  await pressThrough(page, end)
  await house.stage.pass(1)
  expect(await look()).not.toContain('A larger disk is put in')
})

it('reports what no monitor sees', async () => {
  await look()
  await unfold('What a customer wrote, or what you see yourself')
  await write(page, 'In one sentence', 'The inbox stays empty')
  await pressThrough(page, 'Open an incident')
  expect(page.url()).toMatch(/\/respond\/INC-1$/)
  expect(await look()).toContain('INC-1')
})

async function open(ref: string): Promise<string> {
  await house.keepTime(phone)
  await page.goto(`${house.url}/respond/${ref}`)
  return await shown()
}

async function shown(): Promise<string> {
  return await page.locator('body').innerText()
}

/** Picks what begins so, as a hand does that types into a list. */
async function choose(label: string, beginning: string): Promise<void> {
  await reach(page, label)
  await page.keyboard.type(beginning)
}

it('sets how bad it is and whom it hurts, with a reason', async () => {
  await open('INC-1')
  await unfold('Set its severity')
  await choose('Severity', 'P3')
  await write(page, 'Why', 'There is a way around')
  await pressThrough(page, 'Set the severity')
  expect(await shown()).toContain('P3 as holder of the access key set it: There is a way around')
  await open('INC-1')
  await unfold('Say whom it hurts')
  await reach(page, 'Web')
  await page.keyboard.press('Space')
  await write(page, 'Why', 'The shop shows it too')
  await pressThrough(page, 'Set the scope')
  expect(await shown()).toContain('The shop shows it too')
})

it('makes two incidents one', async () => {
  await look()
  await unfold('What a customer wrote, or what you see yourself')
  await choose('What', 'Jobs')
  await write(page, 'In one sentence', 'Nothing runs at night')
  await pressThrough(page, 'Open an incident')
  await open('INC-2')
  await unfold('It is the same as another incident')
  await write(page, 'Why', 'One queue serves both')
  await pressThrough(page, 'Merge it into that one')
  expect(await open('INC-2')).toContain('This is part of INC-1, where it goes on.')
})

it('works through the checklist of a secret that has leaked', async () => {
  await look()
  await unfold('What a customer wrote, or what you see yourself')
  await choose('How bad', 'A secret')
  await choose('Which secret, if one has leaked', 'ACME_MAIL')
  await write(page, 'In one sentence', 'It stood in a log')
  await pressThrough(page, 'Open an incident')
  expect(await open('INC-3')).toContain('Mails wait until it is redeployed.')
  await pressThrough(page, 'Done')
  expect(await shown()).toMatch(/Done by holder of the access key/)
  await expectToFit(page)
})

it('dismisses what was none, and finishes what the night has found to be owed', async () => {
  await open('INC-1')
  await unfold('It is a false alarm')
  await write(page, 'Why it is none', 'A load test')
  await pressThrough(page, 'Dismiss the incident')
  expect(await shown()).toContain('Dismissed as a false alarm: A load test.')
  const midnight = Math.floor(house.stage.now() / 86_400_000) * 1_440
  await house.stage.pass(1, midnight + 1_440 + 3 * 60 + 17 - house.stage.now() / 60_000)
  await house.stage.pass(1)
  // A session is over by then.
  await signIn()
  expect(await look()).toMatch(/What is owed/)
  const duty = /It is done: .*ACME_MAIL_KEY.*/.exec(await look())?.[0] ?? ''
  await pressThrough(page, duty)
  await house.stage.pass(1)
  expect(await look()).not.toContain(duty)
})

it('is reached as a whole by the keyboard, fits, and is readable by everybody', async () => {
  await look()
  expect(await walk(page)).toEqual(
    expect.arrayContaining([
      'What a customer wrote, or what you see yourself',
      'Somebody cannot be called for a while',
      'Call nobody for a while for what monitors see',
    ]),
  )
  await expectToFit(page)
  const reading = await readWell(house, '/respond', await phone.storageState())
  expect(reading.status).toBe(200)
})
