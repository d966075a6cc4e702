// A monitor's state over time, read from a row of verdicts: one letter a minute.

import { describe, expect, it } from 'vitest'
import type { Monitor } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { type Health, isNews, isPlainlyUp, isWell, nextHealth } from '../../../src/core/watch/health.ts'
import type { Verdict } from '../../../src/core/watch/verdict.ts'
import { monitor, T0 } from './acme.ts'
import { FAILS, PASSES, UNSEEN, WARNS } from './desk.ts'

const VERDICTS: Readonly<Record<string, Verdict>> = { p: PASSES, w: WARNS, f: FAILS, '?': UNSEEN }

type Case = [
  name: string,
  thresholds: [failAfter: number, recoverAfter: number],
  verdicts: string,
  state: string,
  since: number,
]

/** `since` counts in minutes from the first verdict. */
const CASES: Case[] = [
  ['passing is up', [1, 1], 'p', 'up', 0],
  ['one failure is down where one is enough', [1, 1], 'pf', 'down', 1],
  ['one failure of two is not down yet', [2, 1], 'pf', 'up', 0],
  ['two failures of two are down, since the first of them', [2, 1], 'pff', 'down', 1],
  ['a pass in between starts the count anew', [2, 1], 'fpf', 'up', 1],
  ['three of three are down since the first bad one', [3, 1], 'ppfff', 'down', 2],
  ['a warning degrades', [1, 1], 'w', 'degraded', 0],
  ['two warnings of two degrade since the first', [2, 1], 'pww', 'degraded', 1],
  ['degraded, then failing, is down since it fails', [1, 1], 'wwf', 'down', 2],
  ['down, then slow, is degraded since it is slow', [1, 1], 'ffw', 'degraded', 2],
  ['one pass of two does not recover', [1, 2], 'fp', 'down', 0],
  ['two passes of two recover', [1, 2], 'fpp', 'up', 2],
  ['a failure between passes starts the recovery anew', [1, 2], 'fpfp', 'down', 0],
  ['doubt between passes starts the recovery anew', [1, 2], 'fp?p', 'down', 0],
  ['doubt makes up unknown', [1, 1], 'p?', 'unknown', 1],
  ['unknown stays unknown, since it began', [1, 1], '???', 'unknown', 0],
  ['doubt keeps down', [1, 1], 'f???', 'down', 0],
  ['doubt keeps degraded', [1, 1], 'w?', 'degraded', 0],
  ['one pass ends doubt, whatever recovery asks for', [1, 3], '?p', 'up', 1],
  ['doubt does not interrupt a row of failures', [2, 1], 'f?f', 'down', 0],
  ['failing out of doubt is down since the first bad one, not since the doubt', [2, 1], '?ff', 'down', 1],
]

describe('health', () => {
  it.each(CASES)('%s', (_name, [failAfter, recoverAfter], verdicts, state, since) => {
    const health = healthAfter(verdicts, { failAfter, recoverAfter })
    expect({ state: health?.state, since: health?.since }).toEqual({ state, since: T0 + since * MINUTE })
  })

  it('ignores an observation that comes late', () => {
    const down = healthAfter('ff')
    expect(nextHealth(down, monitor('m', 'M', 'api'), { verdict: PASSES, at: T0 })).toBe(down)
  })

  it('ignores an observation that comes twice', () => {
    const one = healthAfter('f', { failAfter: 2 })
    expect(nextHealth(one, monitor('m', 'M', 'api'), { verdict: FAILS, at: T0 })).toBe(one)
  })

  it('is not plainly up after a first failure that does not count yet, so that it is remembered', () => {
    expect(healthAfter('pf', { failAfter: 2 })).toMatchObject({ state: 'up', bad: 1, firstBadAt: T0 + MINUTE })
    expect(isPlainlyUp(healthAfter('pf', { failAfter: 2 }))).toBe(false)
    expect(isPlainlyUp(healthAfter('pfp', { failAfter: 2 }))).toBe(true)
  })

  it('remembers for an hour that it went down, without saying anything is wrong', () => {
    const back = healthAfter('fp')
    expect([isWell(back), isPlainlyUp(back)]).toEqual([true, false])
    expect(isPlainlyUp(healthAfter(`f${'p'.repeat(60)}`))).toBe(true)
  })

  it('changes nothing while all it does is remember, so that a quiet minute stays quiet', () => {
    const back = healthAfter('fp')
    const seen = { verdict: PASSES, at: T0 + 2 * MINUTE }
    expect(nextHealth(back, monitor('m', 'M', 'api'), seen)).toBe(back)
    expect(isNews(monitor('m', 'M', 'api'), back, seen)).toBe(false)
  })

  it('changes nothing while doubt goes on for the same reason', () => {
    const unseen = healthAfter('?')
    expect(nextHealth(unseen, monitor('m', 'M', 'api'), { verdict: UNSEEN, at: T0 + MINUTE })).toBe(unseen)
  })

  it('is down for a duration only when it has failed for so long', () => {
    const failFor = { failForMs: 5 * MINUTE }
    expect(healthAfter('pfffff', failFor)).toMatchObject({ state: 'up', bad: 5 })
    expect(healthAfter('pffffff', failFor)).toMatchObject({ state: 'down', since: T0 + MINUTE })
    expect(healthAfter('pfffffpf', failFor)).toMatchObject({ state: 'up', bad: 1 })
  })

  it.each<[Monitor['impact'], Health['state'], Health['unfelt']]>([
    ['outage', 'down', undefined],
    ['degradation', 'degraded', undefined],
    ['advice', 'degraded', 'advice'],
  ])('takes failing for %s where the runbook says so', (impact, state, unfelt) => {
    const health = healthAfter('f', { impact })
    expect([health.state, health.unfelt]).toEqual([state, unfelt])
  })

  it('keeps the reason of what was seen last', () => {
    expect(healthAfter('f').reason).toBe('answered 500')
    expect(healthAfter('ffp', { recoverAfter: 3 }).reason).toBe('passed')
  })
})

describe('flapping', () => {
  const swings = 'fpfpf'

  it.each<[string, string, string]>([
    ['begins with the third time within an hour', swings, 'degraded'],
    ['is not twice', 'fpfp', 'up'],
    ['is not three times over hours', `f${'p'.repeat(59)}f${'p'.repeat(59)}f`, 'down'],
    ['goes on while it swings', `${swings}pfpppfpf`, 'degraded'],
    ['goes on until nothing bad was seen for a quarter of an hour', `${swings}${'p'.repeat(14)}`, 'degraded'],
    ['ends when it has been calm for so long', `${swings}${'p'.repeat(15)}`, 'up'],
    ['is down when it fails for five minutes without a pause', `${swings}pffffff`, 'down'],
    ['is one long trouble for those who swing slowly as well', 'fppppfppppfppppf', 'degraded'],
  ])('%s', (_name, verdicts, state) => {
    expect(healthAfter(verdicts).state).toBe(state)
  })

  it('says so', () => {
    expect(healthAfter(swings).reason).toBe('fails and recovers again and again: answered 500')
  })

  it('is one state from its beginning to its end', () => {
    const long = healthAfter(`${swings}pfpfppf`)
    expect(long.since).toBe(healthAfter(swings).since)
    expect(isPlainlyUp(healthAfter(`${swings}pfpfppf${'p'.repeat(15)}`))).toBe(true)
  })
})

function healthAfter(verdicts: string, thresholds: Partial<Monitor> = {}): Health {
  const watched = { ...monitor('m', 'M', 'api'), recoverAfter: 1, ...thresholds }
  const seen = [...verdicts].map((letter, minute) => ({
    verdict: VERDICTS[letter] ?? UNSEEN,
    at: T0 + minute * MINUTE,
  }))
  const health = seen.reduce<Health | undefined>((before, one) => nextHealth(before, watched, one), undefined)
  if (health === undefined) throw new Error('nothing was seen')
  return health
}
