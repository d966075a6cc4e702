// A fresh local system with the world around it and minutes fired by hand: where drills, benches and tests play.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStage, type Stage } from '../drills/stage.ts'
import { openWorld } from '../world/world.ts'
import { localVars } from './local.ts'
import { freePort } from './port.ts'
import { ROOT, readRunbook } from './runbook.ts'
import { startStack } from './stack.ts'

export const BEGIN = Date.parse('2026-03-02T09:00:00Z')
const RUNBOOK = join(ROOT, 'drills/first-light.runbook.ts')

export type TheatreOptions = {
  runbook?: string
  /** The Worker's own file, where it is not the product's. */
  main?: string
  /** Told of every expectation; without it an unmet one throws. */
  note?: (sentence: string, isMet: boolean, detail: string) => void
  /** What the Worker is told differently here, by the address of the world. */
  vars?: (worldUrl: string) => Record<string, string>
}

export type LocalTheatre = {
  stage: Stage
  url: string
  worldUrl: string
  stateDir: string
  pid: number
  vars: Record<string, string>
  /** The access key, and what programs send as bearer token. */
  key: string
  fire(at: number): Promise<void>
  close(): Promise<void>
}

export async function openTheatre({
  runbook = RUNBOOK,
  main,
  note = insist,
  vars: own = () => ({}),
}: TheatreOptions = {}): Promise<LocalTheatre> {
  const stateDir = mkdtempSync(join(tmpdir(), 'watchkeeper-'))
  const world = await openWorld({ port: 0 })
  const closeAround = async () => {
    await world.close()
    rmSync(stateDir, { recursive: true, force: true })
  }
  try {
    const needs = await readRunbook(runbook, { addresses: {}, allowLoopback: true })
    const port = await freePort()
    const local = localVars({ publicUrl: `http://127.0.0.1:${port}`, worldUrl: world.url, stateDir }, needs)
    const vars = { ...local, ...own(world.url) }
    const { url, pid, fire, close } = await startStack({ runbook, port, stateDir, vars, ...(main && { main }) })
    const key = vars.ADMIN_TOKEN ?? ''
    const request = (path: string, init: RequestInit) => fetch(`${url}${path}`, init)
    const stage = await openStage({ worldUrl: world.url, begin: BEGIN, fire, request, token: key, note })
    return {
      stage,
      url,
      worldUrl: world.url,
      stateDir,
      pid,
      vars,
      key,
      fire,
      close: async () => {
        await close()
        await closeAround()
      },
    }
  } catch (failed) {
    await closeAround()
    throw failed
  }
}

function insist(sentence: string, isMet: boolean, detail: string): void {
  if (!isMet) throw new Error(`not met: ${sentence}\n${detail.slice(0, 2_000)}`)
}
