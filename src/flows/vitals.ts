// Tells the outside that this minute was done and nothing owed was left behind. Silence is the message when it was not.

import { SECOND } from '../core/time.ts'
import type { System } from './system.ts'

const DEADLINE_MS = 5 * SECOND
const MOST_BYTES = 1024

/** Whether it was heard; null: nobody wants to know. Once a minute, so a beat that is lost is not sent again. */
export async function beatOutside(url: string | null, { io }: Pick<System, 'io'>): Promise<boolean | null> {
  if (url === null) return null
  const answer = await io.fetch({ url, deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES })
  return answer.ok && answer.value.status < 300
}
