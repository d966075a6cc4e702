// npm run bench: what the local system really does, as a table or with --json. Local figures, on whatever machine this is:
// they compare one version with another and promise nothing about production.

import { createHmac } from 'node:crypto'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { bundleKib } from '../commands/bundle-size.ts'
import { openTheatre } from '../commands/theatre.ts'
import type { Stage } from '../drills/stage.ts'
import { type Figure, printTable, summarise, time } from './measure.ts'

const SENTRY_SECRET = 'bench-secret'
const MINUTE_MS = 60_000

type Seen = { targets: Record<string, { requests: { at: number }[] } | undefined> }

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

const { stage, fire, close } = await openTheatre({ vars: () => ({ SENTRY_WEBHOOK_SECRET: SENTRY_SECRET }) })
try {
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
  await close()
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
  await fire(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)
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
