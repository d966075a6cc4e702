// An issue of Sentry's, signed as Sentry signs it, at the front door.

import { env, exports } from 'cloudflare:workers'
import type { Stage } from '../../../drills/stage.ts'

export async function postIssue(stage: Stage, index: number): Promise<number> {
  const body = JSON.stringify({
    action: 'created',
    data: {
      issue: { id: String(1000 + index), title: `TypeError ${index}`, level: 'error', project: { slug: 'api' } },
    },
  })
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(String(env.SENTRY_WEBHOOK_SECRET)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(body)))
  const signature = Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const answer = await exports.default.fetch(
    new Request('http://127.0.0.1:8787/hooks/sentry', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sentry-hook-resource': 'issue',
        'sentry-hook-signature': signature,
        'x-watchkeeper-now': String(stage.now()),
      },
      body,
    }),
  )
  return answer.status
}
