// What every source has to keep: nothing counts that is not proven on its raw bytes, and nothing that arrives throws.

import { describe, expect, it } from 'vitest'
import { sourceOf, sources } from '../../../src/sources/index.ts'
import { CANARY, NOW } from './outside.ts'

const encoder = new TextEncoder()

async function hmac(secret: string, body: string): Promise<string> {
  const usage = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), usage, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(body)))
  return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** How an honest sender of each kind signs; a new kind adds a line. */
const SIGNERS: Record<keyof typeof sources, (secret: string, body: string) => Promise<Record<string, string>>> = {
  sentry: async (secret, body) => ({ 'sentry-hook-signature': await hmac(secret, body) }),
}

const deep = `{"action":"created","data":{"issue":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`
const BODY = '{"action":"resolved","data":{"n":1,"s":"é"}}'
const JUNK: [string, string][] = [
  ['an empty body', ''],
  ['a megabyte of junk', `${CANARY} `.repeat(80_000)],
  ['broken JSON', '{"action":"created","data":{'],
  ['deep JSON', deep],
  ['deep JSON that never ends', '['.repeat(10_000)],
  ['__proto__', '{"__proto__":{"action":"created"},"action":"created","data":{"__proto__":{"issue":{"id":"1"}}}}'],
  ['null', 'null'],
  ['other types', '{"action":1,"data":[]}'],
  ['half a character', '{"action":"\\ud800"}'],
]

for (const [kind, source] of Object.entries(sources)) {
  const sign = Object.entries(SIGNERS).find(([name]) => name === kind)?.[1] ?? (async () => ({}))
  const secret = () => CANARY

  async function prove(body: string, headers: Record<string, string>, known: () => string | undefined = secret) {
    const delivery = { body: encoder.encode(body), headers: new Headers(headers), token: null, receivedAt: NOW }
    const proof = await source.prove(delivery, { secret: known })
    expect(JSON.stringify(proof)).not.toContain(CANARY)
    return proof.kind
  }

  describe(`source ${kind}`, () => {
    it('is registered under its own name', () => {
      expect(source.kind).toBe(kind)
      expect(sourceOf(kind)).toBe(source)
      expect(source.keeps).toEqual(source.keeps.map((name) => name.toLowerCase()))
      expect(source.keeps.join()).not.toMatch(/signature|authorization|cookie/)
    })

    it('believes what its sender signed', async () => {
      expect(await prove(BODY, await sign(CANARY, BODY))).toBe('proven')
    })

    const lies: [string, string, (right: Record<string, string>) => Record<string, string>][] = [
      ['no signature', BODY, () => ({})],
      ['an empty signature', BODY, (right) => changed(right, () => '')],
      ['a truncated signature', BODY, (right) => changed(right, (text) => text.slice(0, -2))],
      ['a lengthened signature', BODY, (right) => changed(right, (text) => `${text}00`)],
      [
        'a wrong signature',
        BODY,
        (right) => changed(right, (text) => `${text.slice(0, -1)}${text.endsWith('0') ? 1 : 0}`),
      ],
      ['a signature of other letters', BODY, (right) => changed(right, () => 'g'.repeat(64))],
      ['another body', BODY.replace('1', '2'), (right) => right],
      ['the body written anew', JSON.stringify(JSON.parse(BODY), null, 1), (right) => right],
      ['a truncated body', BODY.slice(0, -1), (right) => right],
      ['an empty body', '', (right) => right],
    ]
    it.each(lies)('refuses %s', async (_, body, change) => {
      expect(await prove(body, change(await sign(CANARY, BODY)))).toBe('refused')
    })

    it('refuses what another secret signed, and everything while none is set', async () => {
      expect(await prove(BODY, await sign('another', BODY))).toBe('refused')
      expect(await prove(BODY, await sign(CANARY, BODY), () => undefined)).toBe('refused')
      expect(await prove(BODY, await sign(' ', BODY), () => ' ')).toBe('refused')
    })

    it.each(JUNK)('refuses %s that nobody signed, and means nothing by it when somebody did', async (_, body) => {
      expect(await prove(body, {})).toBe('refused')
      await prove(body, await sign(CANARY, body))
      const delivery = { body, headers: {}, receivedAt: NOW }
      expect(source.read(delivery, () => ({ service: 'web', feature: null })).kind).toBe('nothing')
      const key = await source.deliveryKey(delivery)
      expect(key.length).toBeLessThan(200)
      expect(await source.deliveryKey({ ...delivery, receivedAt: NOW + 1 })).toBe(key)
      expect(Object.hasOwn(Object.prototype, 'action')).toBe(false)
    })
  })
}

function changed(headers: Record<string, string>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, change(text)]))
}

it.each(['constructor', '__proto__', '', 'Sentry'])('has no source called "%s"', (kind) => {
  expect(sourceOf(kind)).toBeUndefined()
})
