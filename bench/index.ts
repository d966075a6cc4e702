// npm run bench: what the local system really does, as a table or with --json. Local figures, on whatever machine this is:
// they compare one version with another and promise nothing about production.

import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { bundleKib } from '../commands/bundle-size.ts'
import { localVars } from '../commands/local.ts'
import { freePort } from '../commands/port.ts'
import { ROOT, readRunbook } from '../commands/runbook.ts'
import { startStack } from '../commands/stack.ts'
import { openStage, type Stage } from '../drills/stage.ts'
import { openWorld } from '../world/world.ts'
import { type Figure, printTable, summarise, time } from './measure.ts'

const BEGIN = Date.parse('2026-03-02T09:00:00Z')
const RUNBOOK = join(ROOT, 'drills/first-light.runbook.ts')
const SENTRY_SECRET = 'bench-secret'
const MINUTE_MS = 60_000

type Seen = { targets: Record<string, { requests: { at: number }[] } | undefined> }

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

const stateDir = mkdtempSync(join(tmpdir(), 'watchkeeper-bench-'))
const world = await openWorld({ port: 0 })
const needs = await readRunbook(RUNBOOK, { addresses: {}, allowLoopback: true })
const port = await freePort()
process.env.SENTRY_WEBHOOK_SECRET = SENTRY_SECRET
const vars = localVars({ publicUrl: `http://127.0.0.1:${port}`, worldUrl: world.url, stateDir }, needs)
const stack = await startStack({ runbook: RUNBOOK, port, stateDir, vars })
try {
  const stage = await openStage({
    worldUrl: world.url,
    begin: BEGIN,
    fire: stack.fire,
    request: (path, init) => fetch(`${stack.url}${path}`, init),
    token: vars.ADMIN_TOKEN ?? '',
    note: () => undefined,
  })
  const figures = [
    await quietMinutes(stage),
    ...(await statusPage(stage)),
    await failureToMessage(stage),
    await webhooks(stage),
    summarise('bundle, gzip', 'KiB', [bundleKib()]),
  ]
  if (options.json) console.log(JSON.stringify(figures, null, 2))
  else printTable(figures)
} finally {
  await stack.close()
  await world.close()
  rmSync(stateDir, { recursive: true, force: true })
}

async function quietMinutes(stage: Stage): Promise<Figure> {
  const values: number[] = []
  for (let run = 0; run < 60; run++) values.push(await time(() => stage.pass(1)))
  return summarise('a quiet minute, 3 monitors, fired over HTTP', 'ms', values.slice(5))
}

async function statusPage(stage: Stage): Promise<Figure[]> {
  const values: number[] = []
  let bytes = 0
  for (let run = 0; run < 200; run++) {
    values.push(
      await time(async () => {
        bytes = gzipSync(await stage.page('/')).byteLength
      }),
    )
  }
  return [
    summarise('the status page, not cached', 'ms', values.slice(10)),
    summarise('the status page, gzip', 'bytes', [bytes]),
  ]
}

/** From the confirming probe to the call at the mail service, in real time, because confirming really waits. */
async function failureToMessage(stage: Stage): Promise<Figure> {
  await stage.control('PUT', 'clock', { now: null })
  await stage.control('PUT', 'targets/acme-jobs', { mode: 'failing' })
  await stack.fire(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)
  const { targets } = await stage.control<Seen>('GET', 'state')
  const confirmedAt = targets['acme-jobs']?.requests.at(-1)?.at ?? Number.NaN
  const [call] = await stage.control<{ at: number }[]>('GET', 'mails')
  return summarise('confirmed failure to the call leaving', 'ms', [(call?.at ?? Number.NaN) - confirmedAt])
}

async function webhooks(stage: Stage): Promise<Figure> {
  const values: number[] = []
  const post = async (index: number) => {
    const issue = { id: String(index), title: `TypeError ${index % 20}`, level: 'error', project: { slug: 'api' } }
    const body = JSON.stringify({ action: 'created', data: { issue } })
    const signature = createHmac('sha256', SENTRY_SECRET).update(body).digest('hex')
    const headers = {
      'content-type': 'application/json',
      'sentry-hook-signature': signature,
      'sentry-hook-resource': 'issue',
    }
    const took = await time(async () => {
      const answer = await stage.request('/hooks/sentry', { method: 'POST', headers, body })
      if (answer.status !== 202) throw new Error(`a delivery was answered ${answer.status}`)
    })
    values.push(took)
  }
  for (let begun = 0; begun < 500; begun += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => post(begun + i)))
  return summarise('a webhook answered, 20 at a time', 'ms', values)
}
