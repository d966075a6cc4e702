// The clear-text beginning of a TLS 1.2 handshake: what is said to be shown a certificate, and what is read of the answer.
// RFC 5246, 6.2 (records), 7.2 (alerts) and 7.4 (handshake); what an extension is called there is RFC 6066 and 8422.

import type { Ear } from '../../io.ts'

export type Shown =
  | { kind: 'leaf'; der: Uint8Array; isOld: boolean }
  | { kind: 'refusal'; alert: number }
  | { kind: 'foreign' }
  | { kind: 'part' }

export type Flight = { ear: Ear; shown(): Shown }

const ALERT = 21
const HANDSHAKE = 22
const CLIENT_HELLO = 1
const SERVER_HELLO = 2
const CERTIFICATE = 11
const FATAL = 2
const TLS_1_2 = 0x0303
const RECORD_HEADER = 5
const MESSAGE_HEADER = 4
/** RFC 5246, 6.2.1, and what 6.2.3 lets encryption add. */
const LONGEST_RECORD = 2 ** 14 + 2048

/** What servers of the last fifteen years have in common; the last one says that we renegotiate safely, if ever. */
const SUITES = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009e, 0x009f, 0xc009, 0xc013, 0xc00a, 0xc014, 0x009c, 0x009d,
  0x002f, 0x0035, 0x00ff,
]
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019]
const SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603, 0x0806, 0x0601, 0x0807, 0x0203, 0x0201]

/** `random` is 32 letters: it has to differ, and protects nothing, because the handshake ends before anything secret. */
export function clientHello(hostname: string, random: string): Uint8Array {
  const name = isName(hostname) ? extension(0, sized(2, [0, ...sized(2, lettersOf(hostname))])) : []
  const extensions = [
    ...name,
    ...extension(10, sized(2, GROUPS.flatMap(u16))),
    ...extension(11, sized(1, [0])),
    ...extension(13, sized(2, SIGNATURES.flatMap(u16))),
  ]
  const session = sized(1, [])
  const compression = sized(1, [0])
  const hello = [...u16(TLS_1_2), ...lettersOf(random), ...session, ...sized(2, SUITES.flatMap(u16)), ...compression]
  const message = [CLIENT_HELLO, ...sized(3, [...hello, ...sized(2, extensions)])]
  return Uint8Array.from([HANDSHAKE, 3, 1, ...sized(2, message)])
}

/** RFC 6066, 3: an address is no name, and has to be left out. */
export function isName(hostname: string): boolean {
  return !/^[\d.]+$|^\[/.test(hostname)
}

/** Puts the answer together from its records. Each byte is looked at once, however slowly it drips. */
export function openFlight(): Flight {
  let header: number[] = []
  let left = 0
  let alert: number[] = []
  const handshake: number[] = []
  let end: Shown | null = null

  const hear = (byte: number) => {
    if (left > 0) {
      left--
      if (header[0] === HANDSHAKE) handshake.push(byte)
      else alert.push(byte)
      const [level, code] = alert
      if (code === undefined) return
      if (level === FATAL) end = { kind: 'refusal', alert: code }
      alert = []
      return
    }
    header = header.length === RECORD_HEADER ? [byte] : [...header, byte]
    if (header.length < RECORD_HEADER) return
    left = number(header, 3, 2)
    const isRecord = (header[0] === HANDSHAKE || header[0] === ALERT) && header[1] === 3 && left <= LONGEST_RECORD
    if (!isRecord) end = { kind: 'foreign' }
  }
  // What follows a certificate is another's to understand.
  const shown = () => {
    const seen = leafOf(handshake)
    return seen.kind === 'part' ? (end ?? seen) : seen
  }
  const ear = (piece: Uint8Array) => {
    for (const byte of piece) if (end === null) hear(byte)
    return shown().kind !== 'part'
  }
  return { ear, shown }
}

/** ServerHello, then Certificate: nothing else may come first where a certificate is asked for. */
function leafOf(handshake: readonly number[]): Shown {
  const certificateAt = MESSAGE_HEADER + number(handshake, 1, 3)
  const from = certificateAt + MESSAGE_HEADER + 3 + 3
  if (handshake.length > 0 && handshake[0] !== SERVER_HELLO) return { kind: 'foreign' }
  if (handshake.length < from) return { kind: 'part' }
  if (handshake[certificateAt] !== CERTIFICATE) return { kind: 'foreign' }
  const to = from + number(handshake, from - 3, 3)
  if (handshake.length < to) return { kind: 'part' }
  const der = Uint8Array.from(handshake.slice(from, to))
  return { kind: 'leaf', der, isOld: number(handshake, MESSAGE_HEADER, 2) < TLS_1_2 }
}

function number(bytes: readonly number[], at: number, width: number): number {
  return bytes.slice(at, at + width).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** A length, then what is so long: nearly all of TLS is made of that. */
function sized(width: 1 | 2 | 3, content: readonly number[]): number[] {
  const { length } = content
  return [...[length >> 16, (length >> 8) & 255, length & 255].slice(-width), ...content]
}

function extension(type: number, content: readonly number[]): number[] {
  return [...u16(type), ...sized(2, content)]
}

function u16(value: number): [number, number] {
  return [value >> 8, value & 255]
}

function lettersOf(text: string): number[] {
  return [...new TextEncoder().encode(text)]
}
