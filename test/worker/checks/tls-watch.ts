// Looks at one certificate by the tls check, at a time of the story, and the sentences it may answer.

import { tls } from '../../../src/checks/tls/tls.ts'
import { type Io, openIo } from '../../../src/io.ts'
import { ask } from '../io/world.ts'

/** The certificates `valid`, `issued` and `other` of the world end then, and `future` begins. */
export const END = Date.UTC(2060, 0, 1)
export const SOME_DAY = Date.UTC(2030, 0, 1)
/** Nothing listens there. */
const CLOSED_PORT = 1

export const pass = { kind: 'pass' }
export const warn = (reason: string) => ({ kind: 'warn', failure: 'tls', reason, isAdvice: true })
export const fail = (reason: string, failure = 'tls') => ({ kind: 'fail', failure, reason })
export const doubt = (reason: string) => ({ kind: 'unknown', reason })
export const unread = (why: string) => `its days left could not be read, because ${why}`
export const broken = (why: string) =>
  `did not complete a TLS handshake, and its certificate could not be read, because ${why}`

export async function watch(told: object, io: Io) {
  const settings = tls.settings.parse({ host: '127.0.0.1', port: CLOSED_PORT, ...told })
  const context = { io, deadlineMs: 1000, place: 'here', key: 'a look', secret: () => undefined }
  const seen = await tls.probe?.(settings, context)
  return { seen, verdict: seen && tls.judge?.(settings, seen) }
}

/** Where the world speaks TLS as it is told to. */
export async function port(behaviour: object): Promise<number> {
  const target: { port: number } = await ask('tcp/secure', { tls: 'any', ...behaviour })
  return target.port
}

export function openAt(now: number): Io {
  return { ...openIo({ now, isByHand: false, allowLoopback: true }), at: () => now }
}
