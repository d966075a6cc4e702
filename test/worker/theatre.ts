// The drills' theatre inside workerd: the real Worker, D1 and Durable Objects, minutes fired by hand, the world over sockets.

import { env, exports } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Theatre } from '../../drills/stage.ts'

export const BEGIN = Date.parse('2026-03-02T09:00:00Z')

type Scheduled = { scheduled(controller: { cron: string; scheduledTime: number }): Promise<unknown> }

/** The generated types know only the fetch handler of the default export. */
const minutes = exports.default as unknown as Scheduled

export async function fire(at: number): Promise<void> {
  await minutes.scheduled({ cron: '* * * * *', scheduledTime: at })
}

export function theatre(): Theatre {
  return {
    worldUrl: env.WORLD_URL,
    begin: BEGIN,
    fire,
    request: (path, init) => exports.default.fetch(new Request(`http://127.0.0.1:8787${path}`, init)),
    token: env.ADMIN_TOKEN,
    note: (sentence, isMet, detail) => expect(isMet, `${sentence}\n${detail.slice(0, 2_000)}`).toBe(true),
  }
}
