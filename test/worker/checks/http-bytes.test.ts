// Bytes as they come over the wire, whatever they call themselves: no letters, other letters, and far too many headers.

import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { http } from '../../../src/checks/http/http.ts'
import { openIo } from '../../../src/io.ts'

async function watch(told: object, response: Response) {
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(response)
  const io = openIo({ now: 0, isByHand: false, allowLoopback: true })
  const settings = http.settings.parse({ url: `${env.WORLD_URL}/`, ...told })
  const seen = await http.probe(settings, {
    io,
    deadlineMs: 1000,
    place: 'here',
    key: 'a-look',
    secret: () => undefined,
  })
  return http.judge(settings, seen)
}

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

afterEach(() => {
  vi.restoreAllMocks()
})

describe('reads letters', () => {
  const cases: [string, string | null, string, string][] = [
    ['as UTF-8 where nothing is said', null, 'c3a9', 'é'],
    ['as UTF-8 where nothing is known', 'text/plain; charset=klingon', 'c3a9', 'é'],
    ['as UTF-8 where nothing is named', 'text/plain; charset=', 'c3a9', 'é'],
    ['without their mark', 'text/plain', 'efbbbf41', 'A'],
    ['of western Europe', 'text/html; charset=ISO-8859-1', 'e9', 'é'],
    ['of Japan', 'text/html;charset="shift_jis"', '82a0', 'あ'],
    ['of two bytes', 'text/plain; charset=utf-16le; format=flowed', 'e900', 'é'],
    ['that are none, as such', 'text/plain', 'ff41fe', '\ufffdA\ufffd'],
    ['that end in the middle', 'text/plain; charset=utf-16le', '410042', 'A'],
  ]
  it.each(cases)('%s', async (_, type, hex, text) => {
    const headers = type === null ? {} : { 'content-type': type }
    const told = { bodyContains: text, bodyLacks: 'klingon' }
    expect(await watch(told, new Response(bytes(hex), { headers }))).toEqual({ kind: 'pass' })
    expect(await watch({ bodyContains: 'z' }, new Response(bytes(hex), { headers }))).toMatchObject({ kind: 'fail' })
  })

  it('in JSON too, and no JSON in bytes that are none', async () => {
    const told = { json: [{ path: '$.name', equals: 'é' }] }
    const latin = { headers: { 'content-type': 'application/json; charset=iso-8859-1' } }
    expect(await watch(told, new Response(bytes('7b226e616d65223a22e9227d'), latin))).toEqual({ kind: 'pass' })
    expect(await watch(told, new Response(bytes('fffe00'), latin))).toMatchObject({
      reason: 'answered 200 with something that is no JSON',
    })
  })
})

it('finds its header among ten thousand, and keeps no other', async () => {
  const headers = new Headers(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, 'y'.repeat(20)]))
  const met = new Response('ok', { headers })
  expect(await watch({ expectHeaders: { 'X-9999': 'y'.repeat(20) } }, met)).toEqual({ kind: 'pass' })
})
