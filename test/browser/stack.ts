// What the browser tests stand on: a world, the local stack with the drills' runbook, minutes fired by hand, one Chromium.

import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { type LocalTheatre, openTheatre } from '../../commands/theatre.ts'
import type { Story } from '../../drills/stage.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const CLOCK_HEADER = 'x-watchkeeper-now'

const LONGEST_WAIT_MS = 15_000
export const MINUTE_MS = 60_000

export type House = LocalTheatre & {
  /** A new context that sees the product at the stage's present moment; without script unless asked for. */
  visit(options?: BrowserContextOptions): Promise<BrowserContext>
  /** Tells contexts that are open what time it is by now. */
  keepTime(...contexts: BrowserContext[]): Promise<void>
}

export async function openHouse(): Promise<House> {
  const opening = openBrowser()
  const theatre = await openTheatre().catch(async (failed: unknown) => {
    await (await opening).close()
    throw failed
  })
  const browser = await opening
  const present = () => ({ [CLOCK_HEADER]: String(theatre.stage.now()) })
  return {
    ...theatre,
    visit: async (options = {}) => {
      const context = await browser.newContext({ javaScriptEnabled: false, extraHTTPHeaders: present(), ...options })
      context.setDefaultTimeout(LONGEST_WAIT_MS)
      return context
    },
    keepTime: async (...contexts) => {
      for (const context of contexts) await context.setExtraHTTPHeaders(present())
    },
    close: async () => {
      await browser.close()
      await theatre.close()
    },
  }
}

const MOST_MINUTES = 60

/** Minute after minute until the first incident is where the sentence wants it. */
export function passUntil(house: House, phase: string): Promise<void> {
  return passTill(house, phase, (story) => story.incident.phase === phase)
}

/** Minute after minute until this is on the first incident's timeline. */
export function passUntilTold(house: House, kind: string): Promise<void> {
  return passTill(house, kind, (story) => story.timeline.some((line) => line.kind === kind))
}

async function passTill({ stage }: House, what: string, isSo: (story: Story) => boolean): Promise<void> {
  for (let passed = 0; passed < MOST_MINUTES; passed++) {
    if (isSo(await stage.story('INC-1'))) return
    await stage.pass(1)
  }
  throw new Error(`${what} did not come within ${MOST_MINUTES} minutes`)
}

/** Root, as in a container, has no sandbox to offer; what is opened is our own. */
function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}
