// The process is killed at every call that leaves it, before the call and after its effect; the story ends the same.
// Every call is enumerated from a recorded run; `npm run test:long` kills at all of them, `npm test` at every few.

import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { type Ending, expectTheSameEnd, ordinary, tellStory } from './plain-story.ts'
import { faults } from './ports.ts'

const STRIDE = env.LONG === '1' ? 1 : 97

async function tellKilled(at: number, when: 'before' | 'after'): Promise<Ending> {
  faults.calls.length = 0
  faults.kill = { at, when }
  try {
    return await tellStory(ordinary)
  } finally {
    faults.kill = null
  }
}

describe('killed at a call', async () => {
  faults.calls.length = 0
  const ending = await tellStory(ordinary)
  const calls = [...faults.calls]

  it('is recorded whole', () => {
    expectTheSameEnd(ending)
    expect(calls.filter((call) => call.startsWith('fetch /resend')).length).toBeGreaterThan(3)
    expect(calls.some((call) => call.startsWith('fetch /receivers'))).toBe(true)
    expect(calls.some((call) => call === 'desk.tell')).toBe(true)
    expect(calls.filter((call) => call === 'lane.assess')).toHaveLength(1)
  })

  const isAssessing = (label: string) => label === 'lane.assess' || label.endsWith('/summary.json')
  const picked = calls
    .map((label, at) => ({ label, at }))
    .filter(({ label, at }) => at % STRIDE === 0 || isAssessing(label))
  for (const when of ['before', 'after'] as const) {
    it.each(picked)(`number $at ($label), ${when} it`, async ({ at }) => {
      // A probe that is lost may make it work again a minute later, when nobody has acknowledged it for five.
      expectTheSameEnd(await tellKilled(at, when), 0, 2)
    })
  }
})
