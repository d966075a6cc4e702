// What every page owes its reader, whatever it says: small, silent, readable by everybody, on every screen, without script.

import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page, Response } from 'playwright-core'
import { expect } from 'vitest'
import type { House } from './stack.ts'

/** What a fresh connection carries in its first flight, so that the page is there at once. */
const FIRST_FLIGHT = 14 * 1_024

const WIDTHS = [320, 360, 1280]
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

type StorageState = NonNullable<BrowserContextOptions['storageState']>

export type Reading = {
  /** What can be read without script. */
  text: string
  status: number
  /** Of all answers together, headers aside. */
  bytes: number
}

/** Opens a page as its readers do, holds it to all of it, and gives back what it says. */
export async function readWell(house: House, path: string, storageState?: StorageState): Promise<Reading> {
  const signedIn = storageState === undefined ? {} : { storageState }
  const [read] = await Promise.all([readWithoutScript(house, path, signedIn), readDark(house, path, signedIn)])
  return read
}

async function readWithoutScript(house: House, path: string, signedIn: BrowserContextOptions): Promise<Reading> {
  const context = await house.visit({ ...signedIn, colorScheme: 'light', viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  const noise = listenTo(page)
  const response = await open(page, house.url + path)
  expectGuarded(response)
  expectPlain(await response.text())
  await expectToFit(page)
  const reading = {
    text: await page.locator('body').innerText(),
    status: response.status(),
    bytes: await bytesOf(noise.answers),
  }
  expect(noise.requested, 'nothing but the document is asked for').toEqual([response.url()])
  expect(noise.heardBut(response)).toEqual([])
  await context.close()
  return reading
}

/** The same with script on, which must change nothing, and with the tool that needs it. */
async function readDark(house: House, path: string, signedIn: BrowserContextOptions): Promise<void> {
  const context = await house.visit({ ...signedIn, javaScriptEnabled: true, colorScheme: 'dark' })
  const page = await context.newPage()
  const noise = listenTo(page)
  const response = await open(page, house.url + path)
  await expectToFit(page)
  expect(noise.heardBut(response)).toEqual([])
  await page.evaluate(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true
  })
  await expectAccessible(page)
  await page.setViewportSize({ width: 360, height: 740 })
  await page.emulateMedia({ colorScheme: 'light' })
  await expectToFit(page)
  await expectAccessible(page)
  await context.close()
}

async function expectAccessible(page: Page): Promise<void> {
  // The older way of asking needs no second page; it is only blind in frames, and there are none.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
}

export async function expectToFit(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 }
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 })
    const needed = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(needed, `nothing sticks out at ${width} px`).toBeLessThanOrEqual(width)
  }
  await page.setViewportSize(before)
}

/** A first flight holds the page even where nobody compresses it on the way. */
export async function expectSmall(house: House, path: string, { bytes }: Reading): Promise<void> {
  expect(bytes).toBeLessThanOrEqual(FIRST_FLIGHT)
  const plain = await house.stage.request(path, { headers: { 'accept-encoding': 'identity' } })
  expect((await plain.arrayBuffer()).byteLength).toBeLessThanOrEqual(FIRST_FLIGHT)
}

async function open(page: Page, url: string): Promise<Response> {
  const response = await page.goto(url)
  if (response === null) throw new Error(`${url} did not answer`)
  return response
}

function expectGuarded(response: Response): void {
  const policy = response.headers()['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toMatch(/style-src 'sha256-/)
  expect(policy).not.toMatch(/unsafe|script-src|\*/)
}

function expectPlain(html: string): void {
  expect(html).not.toMatch(/<script|<[^>]+ (?:style|on[a-z]+)=/i)
}

/** All that a page asks for and all that it makes the browser say. */
export function listenTo(page: Page) {
  const requested: string[] = []
  const heard: { text: string; url: string }[] = []
  const answers: Response[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('response', (response) => answers.push(response))
  page.on('console', (message) => heard.push({ text: message.text(), url: message.location().url }))
  page.on('pageerror', (error) => heard.push({ text: error.message, url: page.url() }))
  return {
    requested,
    answers,
    heard: () => heard.map((one) => one.text),
    /** Of an answer that is meant to be a refusal, Chromium itself says so in the console. */
    heardBut: (refused: Response) =>
      heard.filter((one) => refused.ok() || one.url !== refused.url()).map((one) => one.text),
  }
}

async function bytesOf(answers: readonly Response[]): Promise<number> {
  const sizes = await Promise.all(answers.map((answer) => answer.request().sizes()))
  return sizes.reduce((sum, size) => sum + size.responseBodySize, 0)
}
