// Watchkeeper as it runs on one machine, with the world's Sentry beside it and its database open to be broken.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../../commands/runbook.ts'
import { openTheatre } from '../../commands/theatre.ts'

/** Delivery to Sentry rides behind the answer. */
const POST_MS = 700

export type Item = { type: string; header: unknown; payload: Record<string, unknown> }
type Called = { headers: Record<string, string> }
export type Heard = {
  sentry: { count: number; envelopes: { header: unknown; items: Item[] }[] }
  targets: Record<string, { requests: Called[] }>
}

export async function openSentryStage({ hasDsn }: { hasDsn: boolean }) {
  const { stage, fire, vars, stateDir, close } = await openTheatre({
    note: () => undefined,
    vars: (world) => ({
      // A target keeps the headers it is called with, so it stands in for the platform.
      ACME_API_HOOK_URL: `${world}/targets/platform`,
      // A target again: it stands in for whoever waits for a word a minute.
      HEARTBEAT_URL: hasDsn ? `${world}/targets/outside` : '',
      SENTRY_DSN: hasDsn ? `${world.replace('://', '://public@')}/sentry/42` : '',
    }),
  })

  async function heard(): Promise<Heard> {
    await sleep(POST_MS)
    return await stage.control<Heard>('GET', 'state')
  }

  return {
    ...stage,
    vars,
    fire,
    heard,
    items: async (type: string): Promise<Item[]> =>
      (await heard()).sentry.envelopes.flatMap(({ items }) => items.filter((item) => item.type === type)),
    sql: (statement: string) => execute(stateDir, statement),
    close,
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
