// Reads what a certificate says, where it can be read: the runtime shows it to nobody, but a server that speaks TLS 1.2
// sends it in clear text.

import { X509Certificate } from 'node:crypto'
import * as z from 'zod'
import type { FailureKind } from '../../core/watch/observation.ts'
import type { Io } from '../../io.ts'
import { clientHello, isName, openFlight, type Shown } from './flight.ts'

export const MOST_BYTES = 64 * 1024

/** RFC 5246, 7.2, and RFC 6066, 3. */
const ALERTS: Readonly<Record<number, string>> = {
  70: 'it speaks only TLS 1.3',
  112: 'it does not know the name that it is called by',
}
const TROUBLES: Readonly<Partial<Record<FailureKind, string>>> = {
  connect: 'a second connection was not accepted',
  'timeout-headers': 'a second connection was not accepted in time',
  'timeout-body': 'it was not shown in time',
}

const unread = z.object({ unread: z.string() })
const certificate = z.object({
  validFrom: z.number(),
  validTo: z.number(),
  /** Of the names that were asked for, those it does not cover. */
  missing: z.array(z.string()),
  isSelfSigned: z.boolean(),
  /** The server speaks nothing newer than TLS 1.1. */
  isOld: z.boolean(),
})

/** What was read, or why not: in the words of this house, whatever the server wrote. */
export const reading = z.union([certificate, unread])
export type Certificate = z.output<typeof certificate>
export type Reading = z.output<typeof reading>

type Line = { hostname: string; port: number; deadlineMs: number; maxBytes: number }

export async function readCertificate(line: Line, names: string[], io: Io): Promise<{ read: Reading; bytes: number }> {
  const { ear, shown } = openFlight()
  const random = io.id().replaceAll('-', '')
  const heard = await io.connect({ ...line, tls: false, send: clientHello(line.hostname, random), expect: ear })
  const { bytes } = heard.ok ? heard.value : heard.error
  const seen = shown()
  if (seen.kind === 'leaf') return { read: open(seen, names), bytes }
  if (seen.kind === 'refusal') return { read: { unread: ALERTS[seen.alert] ?? 'it refused TLS 1.2' }, bytes }
  if (seen.kind === 'foreign') return { read: { unread: 'it answered something that is no TLS' }, bytes }
  const isLong = bytes >= line.maxBytes && `it was not shown within the first ${line.maxBytes} bytes`
  const isBroken = !heard.ok && TROUBLES[heard.error.kind]
  return { read: { unread: isLong || isBroken || 'the connection ended before it was shown' }, bytes }
}

function open({ der, isOld }: Extract<Shown, { kind: 'leaf' }>, names: string[]): Reading {
  try {
    const leaf = new X509Certificate(der)
    const covers = (name: string) => (isName(name) ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined
    return certificate.parse({
      validFrom: Date.parse(leaf.validFrom),
      validTo: Date.parse(leaf.validTo),
      missing: names.filter((name) => !covers(name)),
      isSelfSigned: leaf.checkIssued(leaf),
      isOld,
    })
  } catch {
    return { unread: 'it is none that can be read' }
  }
}
