// Watchkeeper as it runs on one machine, with the world's Sentry beside it and its database open to be broken.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { localVars } from '../../commands/local.ts'
import { freePort } from '../../commands/port.ts'
import { ROOT, readRunbook } from '../../commands/runbook.ts'
import { startStack } from '../../commands/stack.ts'
import { openStage } from '../../drills/stage.ts'
import { openWorld } from '../../world/world.ts'

export const BEGIN = Date.parse('2026-03-02T09:00:00Z')
const RUNBOOK = join(ROOT, 'drills/first-light.runbook.ts')

/** Delivery to Sentry rides behind the answer. */
const POST_MS = 700

export type Item = { type: string; header: unknown; payload: Record<string, unknown> }
export type Called = { headers: Record<string, string> }
export type Heard = {
  sentry: { count: number; envelopes: { header: unknown; items: Item[] }[] }
  targets: Record<string, { requests: Called[] }>
}

export async function openSentryStage({ hasDsn }: { hasDsn: boolean }) {
  const stateDir = mkdtempSync(join(tmpdir(), 'watchkeeper-sentry-'))
  const world = await openWorld({ port: 0 })
  const port = await freePort()
  const needs = await readRunbook(RUNBOOK, { addresses: {}, allowLoopback: true })
  const local = localVars({ publicUrl: `http://127.0.0.1:${port}`, worldUrl: world.url, stateDir }, needs)
  // A target keeps the headers it is called with, so it stands in for the platform.
  const platform = { ACME_API_HOOK_URL: `${world.url}/targets/platform` }
  const vars: Record<string, string> = {
    ...local,
    ...platform,
    SENTRY_DSN: hasDsn ? `${world.url.replace('://', '://public@')}/sentry/42` : '',
  }
  const stack = await startStack({ runbook: RUNBOOK, port, stateDir, vars })
  const stage = await openStage({
    worldUrl: world.url,
    begin: BEGIN,
    fire: stack.fire,
    request: (path, init) => fetch(`${stack.url}${path}`, init),
    token: vars.ADMIN_TOKEN ?? '',
    note: () => undefined,
  })

  async function heard(): Promise<Heard> {
    await sleep(POST_MS)
    return await stage.control<Heard>('GET', 'state')
  }

  return {
    ...stage,
    vars,
    fire: stack.fire,
    heard,
    items: async (type: string): Promise<Item[]> =>
      (await heard()).sentry.envelopes.flatMap(({ items }) => items.filter((item) => item.type === type)),
    sql: (statement: string) => execute(stateDir, statement),
    close: async () => {
      await stack.close()
      await world.close()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

function execute(stateDir: string, statement: string): void {
  const bin = join(ROOT, 'node_modules/wrangler/bin/wrangler.js')
  const where = ['--local', '--config', join(stateDir, 'wrangler.json'), '--persist-to', join(stateDir, 'd1')]
  const args = [bin, 'd1', 'execute', 'DB', ...where, '--yes', '--command', statement]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: 'true' }
  const ran = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`the statement failed:\n${ran.stdout}${ran.stderr}`)
}
