// What a provider says of itself on a status page as Atlassian Statuspage answers it (API v2), which many others speak too.
// Only its one word, its sentence and the names of what is not well are read; incidents and their texts are left there.

import * as z from 'zod'
import type { ProviderStatus } from '../core/assess/outside.ts'
import { err, ok, type Result } from '../core/result.ts'
import { SECOND } from '../core/time.ts'
import { definePlatform, type PlatformContext } from './contract.ts'

const settings = z.strictObject({ url: z.string().min(1) })

type Settings = z.output<typeof settings>

const DEADLINE_MS = 5 * SECOND
/** A page of several hundred components has less. */
const MOST_BYTES = 512 * 1024
const MOST_CHARACTERS = 80

/** Names come from outside, and are shown to people: one line, and not a long one. */
const name = z.string().transform((text) => {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line
})

const summary = z.object({
  status: z.object({ indicator: z.string(), description: name }),
  components: z.array(z.object({ name, status: z.string(), group: z.boolean().nullish() })).default([]),
})

export const statuspage = definePlatform({
  kind: 'statuspage',
  settings,
  targets: ({ url }) => [url],
  secrets: () => [],
  status,
})

async function status({ url }: Settings, { io }: PlatformContext): Promise<Result<ProviderStatus>> {
  const headers = { accept: 'application/json' }
  const address = `${url.replace(/\/$/, '')}/api/v2/summary.json`
  const answer = await io.fetch({ url: address, headers, deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES })
  if (!answer.ok) return err(`the status page did not answer (${answer.error.kind})`)
  const { status, bytes, body } = answer.value
  if (status !== 200) return err(`the status page answered ${status}`)
  if (bytes >= MOST_BYTES) return err('the status page answered more than is read')
  const read = open(body)
  if (read === null) return err('the status page answered 200 without a summary')
  // A group is as its parts are, and those are told by themselves.
  const troubled = read.components.filter(({ status, group }) => status !== 'operational' && group !== true)
  return ok({
    isWell: read.status.indicator === 'none',
    description: read.status.description,
    troubled: troubled.map((component) => component.name),
  })
}

function open(body: string): z.output<typeof summary> | null {
  try {
    return summary.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}
