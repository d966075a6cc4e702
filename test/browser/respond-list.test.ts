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
  await page.goto(`${house.url}/respond`)
  await write(page, 'Access key', house.key)
  await pressThrough(page, 'Sign in')
})
afterAll(async () => {
  await house?.close()
})

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
