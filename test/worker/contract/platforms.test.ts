// What every platform has to keep: acting, looking and telling of its machines answer in their few words, whatever happens.

import { describe, expect, it } from 'vitest'
import type { Platform } from '../../../src/platforms/contract.ts'
import { kindsWith, platformOf, platforms } from '../../../src/platforms/index.ts'
import { BAD_DAYS, CANARY, NOW, outside } from './outside.ts'

/** A new kind adds a line. */
const SAMPLES: Record<keyof typeof platforms, unknown> = {
  webhook: { url: 'https://vps.example.com/hooks/rollback?key=1', secret: { secret: 'DEPLOY_HOOK' } },
  fly: { app: 'acme-api', token: { secret: 'FLY_API_TOKEN' } },
  statuspage: { url: 'https://status.example.com' },
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

for (const [kind, platform] of Object.entries<Platform>(platforms)) {
  const { act, look, machines, status } = platform
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

    it('offers all that taking back needs, or none of it, and something at any rate', () => {
      const offered = [act, look, platform.restoresVariables].filter((offer) => offer !== undefined)
      expect([0, 3]).toContain(offered.length)
      expect(kindsWith('act').includes(kind)).toBe(offered.length === 3)
      expect(kindsWith('machines').includes(kind)).toBe(machines !== undefined)
      expect(offered.length > 0 || machines !== undefined || status !== undefined).toBe(true)
    })
  })

  if (act && look) takesBack(kind, { act, look }, sample)
  if (machines) tellsOfMachines(kind, machines, sample)
  if (status) tellsOfItself(kind, status, sample)
}

function takesBack(kind: string, { act, look }: Required<Pick<Platform, 'act' | 'look'>>, sample: unknown): void {
  describe(`taking back on ${kind}`, () => {
    it.each(BAD_DAYS)('acts and looks through %s without throwing and without telling a secret', async (_, seen) => {
      const acted = await act(sample, order, { io: outside(seen), secret: () => SECRET })
      const looked = await look(sample, order, { io: outside(seen), secret: () => SECRET })
      expect(OUTCOMES).toContain(acted.kind)
      expect([...OUTCOMES, 'unseen']).toContain(looked.kind)
      // None of these days is a word about our operation: it must neither count as done nor as never begun.
      expect(acted.kind).not.toBe('done')
      expect(['done', 'unseen']).not.toContain(looked.kind)
      told([acted, looked])
    })

    it('never says that nothing happened when the answer was lost on the way', async () => {
      for (const [, seen] of BAD_DAYS.filter(([name]) => /timeout|cut/.test(name))) {
        const acted = await act(sample, order, { io: outside(seen), secret: () => SECRET })
        expect(acted.kind).toBe('unknown')
      }
    })

    it('calls nobody while a secret of its is not set', async () => {
      const io = outside()
      expect(platformOf(kind)?.secrets(sample)).not.toEqual([])
      expect((await act(sample, order, { io, secret: () => undefined })).kind).toBe('never')
      expect(io.calls).toEqual([])
    })
  })
}

function tellsOfMachines(kind: string, machines: NonNullable<Platform['machines']>, sample: unknown): void {
  describe(`the machines of ${kind}`, () => {
    it.each(BAD_DAYS)('are not known through %s, and nobody is told a secret', async (_, seen) => {
      const read = await machines(sample, { io: outside(seen), secret: () => SECRET })
      expect(read).toEqual({ ok: false, error: expect.stringMatching(/^\w.*[\w)]$/) })
      told(read)
    })

    it('are asked of nobody while a secret is not set', async () => {
      const io = outside()
      expect(platformOf(kind)?.secrets(sample)).not.toEqual([])
      expect(await machines(sample, { io, secret: () => undefined })).toMatchObject({ ok: false })
      expect(io.calls).toEqual([])
    })
  })
}

function tellsOfItself(kind: string, status: NonNullable<Platform['status']>, sample: unknown): void {
  describe(`what ${kind} says of itself`, () => {
    it.each(BAD_DAYS)('is not known through %s, and nothing of the answer is told', async (_, seen) => {
      const read = await status(sample, { io: outside(seen), secret: () => SECRET })
      expect(read).toEqual({ ok: false, error: expect.stringMatching(/^\w.*[\w)]$/) })
      told(read)
    })
  })
}

it.each(['constructor', '__proto__', '', 'Webhook'])('has no platform called "%s"', (kind) => {
  expect(platformOf(kind)).toBeUndefined()
})
