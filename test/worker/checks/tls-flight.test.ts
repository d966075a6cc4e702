// The handshake as bytes: what is said, and what is made of an answer, however it is cut and whatever it pretends to be.

import { describe, expect, it } from 'vitest'
import { clientHello, openFlight, type Shown } from '../../../src/checks/tls/flight.ts'

const RANDOM = '0123456789abcdef0123456789abcdef'
const LEAF = Array.from({ length: 300 }, (_, index) => index % 251)
const part = { kind: 'part' }
const foreign = { kind: 'foreign' }
const leaf = { kind: 'leaf', der: Uint8Array.from(LEAF), isOld: false }
const refusal = (alert: number) => ({ kind: 'refusal', alert })

const u16 = (value: number) => [value >> 8, value & 255]
const u24 = (value: number) => [value >> 16, ...u16(value & 65_535)]
const record = (type: number, content: number[]) => [type, 3, 3, ...u16(content.length), ...content]
const message = (type: number, content: number[]) => [type, ...u24(content.length), ...content]
const serverHello = (version: number) => message(2, [...u16(version), ...Array(32).fill(7), 0, 0xc0, 0x2f, 0])
const certificate = (der: number[]) => message(11, [...u24(der.length + 3), ...u24(der.length), ...der])
const chain = [...serverHello(0x0303), ...certificate(LEAF)]
const cut = (bytes: number[], size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size))

function hear(...pieces: number[][]): { shown: Shown; heard: number } {
  const { ear, shown } = openFlight()
  const enough = pieces.findIndex((piece) => ear(Uint8Array.from(piece)))
  return { shown: shown(), heard: enough < 0 ? pieces.length : enough + 1 }
}

describe('reads', () => {
  const cases: [string, number[][], object][] = [
    ['nothing', [], part],
    ['a certificate in one record', [record(22, chain)], leaf],
    ['in two', [record(22, serverHello(0x0303)), record(22, certificate(LEAF))], leaf],
    ['in records of one byte', chain.map((byte) => record(22, [byte])), leaf],
    ['byte by byte', cut(record(22, chain), 1), leaf],
    ['with empty records between', cut(chain, 99).flatMap((it) => [record(22, []), record(22, it)]), leaf],
    ['with more after it', [[...record(22, [...chain, 12, 0, 1]), ...record(20, [1])]], leaf],
    ['after a warning', [record(21, [1, 112]), record(22, chain)], leaf],
    ['after half a warning and its half', [record(21, [1]), record(21, [112]), record(22, chain)], leaf],
    ['an empty list', [record(22, [...serverHello(0x0303), ...certificate([])])], { ...leaf, der: new Uint8Array() }],
    ['TLS 1.0', [record(22, [...serverHello(0x0301), ...certificate(LEAF)])], { ...leaf, isOld: true }],
    ['half of it', [record(22, chain).slice(0, 200)], part],
    ['an alert', [record(21, [2, 70])], refusal(70)],
    ['an alert after the hello', [record(22, serverHello(0x0303)), record(21, [2, 40])], refusal(40)],
    ['half an alert', [record(21, [2])], part],
    ['half a header', [[22, 3, 3]], part],
    ['HTTP', [[...new TextEncoder().encode('HTTP/1.1 400 Bad Request')]], foreign],
    ['another version', [[22, 2, 0, 0, 4]], foreign],
    ['data before any handshake', [record(23, [1, 2, 3])], foreign],
    ['a record that is too long', [[22, 3, 3, 255, 255]], foreign],
    ['a certificate before the hello', [record(22, certificate(LEAF))], foreign],
    [
      'a hello without a certificate',
      [record(22, [...serverHello(0x0303), ...message(14, Array(9).fill(0))])],
      foreign,
    ],
    ['a hello of 16 MB', [record(22, [2, 255, 255, 255, ...LEAF])], part],
    ['a certificate of 16 MB', [record(22, [...serverHello(0x0303), 11, ...Array(9).fill(255), ...LEAF])], part],
  ]
  it.each(cases)('%s', (_, pieces, expected) => {
    expect(hear(...pieces).shown).toEqual(expected)
  })

  it('no further than it has to', () => {
    const drops = cut([...record(22, chain), ...record(22, LEAF)], 1)
    expect(hear(...drops).heard).toBe(record(22, chain).length)
    expect(hear(record(21, [2, 40]), record(22, chain))).toEqual({ shown: refusal(40), heard: 1 })
  })

  it('what is broken anywhere as one of these, and never throws', () => {
    const whole = record(22, chain)
    const kinds = whole.flatMap((_, at) => [0, 1, 22, 255].map((byte) => hear(whole.with(at, byte)).shown.kind))
    expect(new Set(kinds)).toEqual(new Set(['leaf', 'foreign', 'part']))
  })
})

describe('greets', () => {
  const letters = (text: string) => [...new TextEncoder().encode(text)].join()

  it.each([
    ['a name by its name', 'www.example.com', true],
    ['an address by none', '127.0.0.1', false],
    ['an address of IPv6 by none', '[::1]', false],
  ])('%s', (_, hostname, isNamed) => {
    const hello = clientHello(hostname, RANDOM)
    expect(hello.join().includes(letters(hostname))).toBe(isNamed)
    expect(hello.slice(11, 43).join()).toBe(letters(RANDOM))
  })

  it('as long as it says, and as TLS 1.2', () => {
    const hello = [...clientHello('www.example.com', RANDOM)]
    expect(hello.slice(0, 11)).toEqual([22, 3, 1, ...u16(hello.length - 5), 1, ...u24(hello.length - 9), 3, 3])
  })
})
