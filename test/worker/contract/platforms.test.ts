// What every platform has to keep: acting and looking answer in their few words, whatever happens.

import { describe, expect, it } from 'vitest'
import { platformOf, platforms } from '../../../src/platforms/index.ts'
import { BAD_DAYS, CANARY, NOW, outside } from './outside.ts'

/** A new kind adds a line. */
const SAMPLES: Record<keyof typeof platforms, unknown> = {
  webhook: { url: 'https://vps.example.com/hooks/rollback?key=1', secret: { secret: 'DEPLOY_HOOK' } },
}

const JUNK: unknown[] = [undefined, null, 1, 'https://vps.example.com', [], {}, { url: 1 }, { kind: 'webhook' }]
const OUTCOMES = ['done', 'later', 'never', 'unknown']
/** Base64, so that it is a secret to Standard Webhooks too. */
const SECRET = `whsec_${btoa(CANARY)}`

const target = { deploy: 'dep-41', sha: 'a1b2c3d', version: null }
const order = { operation: 'rbk-7', action: 'rollback', service: 'api', target, issuedAt: NOW } as const
const told = (value: unknown) => {
  expect(JSON.stringify(value)).not.toContain(CANARY)
  expect(JSON.stringify(value)).not.toContain(btoa(CANARY))
}

for (const [kind, platform] of Object.entries(platforms)) {
  const sample = Object.entries(SAMPLES).find(([name]) => name === kind)?.[1]

  describe(`platform ${kind}`, () => {
    it('is registered under its own name', () => {
      expect(platform.kind).toBe(kind)
      expect(platformOf(kind)).toBe(platform)
    })

    it.each(JUNK.map((junk) => [JSON.stringify(junk) ?? 'undefined', junk]))('refuses %s', (_, junk) => {
      expect(platform.settings.safeParse(junk).success).toBe(false)
    })

    it('refuses anything unknown, and reads again what it has filled in', () => {
      expect(platform.settings.safeParse({ ...Object(sample), surprise: 1 }).success).toBe(false)
      const once = platform.settings.parse(sample)
      expect(platform.settings.parse(once)).toEqual(once)
      expect(platform.targets(once).every((address) => URL.canParse(address))).toBe(true)
    })

    it.each(BAD_DAYS)('acts and looks through %s without throwing and without telling a secret', async (_, seen) => {
      const acted = await platform.act(sample, order, { io: outside(seen), secret: () => SECRET })
      const looked = await platform.look(sample, order, { io: outside(seen), secret: () => SECRET })
      expect(OUTCOMES).toContain(acted.kind)
      expect([...OUTCOMES, 'unseen']).toContain(looked.kind)
      // None of these days is a word about our operation: it must neither count as done nor as never begun.
      expect(acted.kind).not.toBe('done')
      expect(['done', 'unseen']).not.toContain(looked.kind)
      told([acted, looked])
    })

    it('never says that nothing happened when the answer was lost on the way', async () => {
      for (const [, seen] of BAD_DAYS.filter(([name]) => /timeout|cut/.test(name))) {
        const acted = await platform.act(sample, order, { io: outside(seen), secret: () => SECRET })
        expect(acted.kind).toBe('unknown')
      }
    })

    it('calls nobody while a secret of its is not set', async () => {
      const io = outside()
      const acted = await platform.act(sample, order, { io, secret: () => undefined })
      expect(acted.kind).toBe(platform.secrets(sample).length > 0 ? 'never' : acted.kind)
      expect(io.calls).toEqual([])
    })
  })
}

it.each(['constructor', '__proto__', '', 'Webhook'])('has no platform called "%s"', (kind) => {
  expect(platformOf(kind)).toBeUndefined()
})
