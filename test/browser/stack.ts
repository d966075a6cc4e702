// What the browser tests stand on: a world, the local stack with the drills' runbook, minutes fired by hand, one Chromium.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { localVars } from '../../commands/local.ts'
import { freePort } from '../../commands/port.ts'
import { ROOT, readRunbook } from '../../commands/runbook.ts'
import { startStack } from '../../commands/stack.ts'
import { openStage, type Stage, type Story } from '../../drills/stage.ts'
import { openWorld } from '../../world/world.ts'

const RUNBOOK = join(ROOT, 'drills/first-light.runbook.ts')
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const CLOCK_HEADER = 'x-watchkeeper-now'

export const BEGIN = Date.parse('2026-03-02T09:00:00Z')
const LONGEST_WAIT_MS = 15_000
export const MINUTE_MS = 60_000

export type House = {
  url: string
  worldUrl: string
  /** The access key, and what programs send as bearer token. */
  key: string
  stage: Stage
  stateDir: string
  /** A new context that sees the product at the stage's present moment; without script unless asked for. */
  visit(options?: BrowserContextOptions): Promise<BrowserContext>
  /** Tells contexts that are open what time it is by now. */
  keepTime(...contexts: BrowserContext[]): Promise<void>
  close(): Promise<void>
}

export async function openHouse(): Promise<House> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    const opening = openBrowser()
    closers.push(async () => (await opening).close())
    const stateDir = mkdtempSync(join(tmpdir(), 'watchkeeper-browser-'))
    closers.push(() => rmSync(stateDir, { recursive: true, force: true }))
    const world = await openWorld({ port: 0 })
    closers.push(() => world.close())
    const needs = await readRunbook(RUNBOOK, { addresses: {}, allowLoopback: true })
    const port = await freePort()
    const vars = localVars({ publicUrl: `http://127.0.0.1:${port}`, worldUrl: world.url, stateDir }, needs)
    const stack = await startStack({ runbook: RUNBOOK, port, stateDir, vars })
    closers.push(() => stack.close())
    const browser = await opening
    const key = vars.ADMIN_TOKEN ?? ''
    const stage = await openStage({
      worldUrl: world.url,
      begin: BEGIN,
      fire: stack.fire,
      request: (path, init) => fetch(`${stack.url}${path}`, init),
      token: key,
      note: (sentence, isMet, detail) => {
        if (!isMet) throw new Error(`not met: ${sentence}\n${detail.slice(0, 2_000)}`)
      },
    })
    const present = () => ({ [CLOCK_HEADER]: String(stage.now()) })
    return {
      url: stack.url,
      worldUrl: world.url,
      key,
      stage,
      stateDir,
      visit: async (options = {}) => {
        const context = await browser.newContext({ javaScriptEnabled: false, extraHTTPHeaders: present(), ...options })
        context.setDefaultTimeout(LONGEST_WAIT_MS)
        return context
      },
      keepTime: async (...contexts) => {
        for (const context of contexts) await context.setExtraHTTPHeaders(present())
      },
      close,
    }
  } catch (failed) {
    await close()
    throw failed
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
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}
