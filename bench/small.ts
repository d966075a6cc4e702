// The figures of a small company: three monitors, its status page, its webhooks.

import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { openTheatre } from '../commands/theatre.ts'
import type { Stage } from '../drills/stage.ts'
import { type Figure, summarise, time } from './measure.ts'

const SENTRY_SECRET = 'bench-secret'

export async function small(): Promise<Figure[]> {
  const { stage, close } = await openTheatre({ vars: () => ({ SENTRY_WEBHOOK_SECRET: SENTRY_SECRET }) })
  try {
    return [await quietMinutes(stage), ...(await statusPage(stage)), await webhooks(stage)]
  } finally {
    await close()
  }
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
