// One thing seen from several places: one line a case. Letters are what each place saw, in the order weur, enam, apac.

import { describe, expect, it } from 'vitest'
import { count, type Rule } from '../../../src/core/watch/ballot.ts'
import { FAILS, PASSES, UNSEEN, WARNS } from './desk.ts'

const VERDICTS = { p: PASSES, w: WARNS, f: FAILS, u: UNSEEN } as const
const PLACES = ['weur', 'enam', 'apac']

function counted(letters: string, rule: Partial<Rule> = {}) {
  const votes = [...letters].map((letter, n) => ({
    place: PLACES[n] ?? '',
    verdict: VERDICTS[letter as keyof typeof VERDICTS],
  }))
  return count(votes, { quorum: null, split: 'warn', ...rule })
}

describe('voices', () => {
  it.each<[string, string, Partial<Rule>, string]>([
    ['all pass', 'ppp', {}, 'pass'],
    ['slow from one place is slow', 'pwp', {}, 'warn'],
    ['one of three fails: a warning where customers are in all of them', 'fpp', {}, 'warn'],
    [
      'one of three fails: doubt where the others were only asked whether to believe it',
      'fpp',
      { split: 'unknown' },
      'unknown',
    ],
    ['two of three fail', 'ffp', {}, 'fail'],
    ['all fail', 'fff', {}, 'fail'],
    ['one of two is not more than half', 'fp', {}, 'warn'],
    ['both of two', 'ff', {}, 'fail'],
    ['two of three are too few where three are asked for', 'ffp', { quorum: 3 }, 'warn'],
    ['one of three is enough where one is asked for', 'fpp', { quorum: 1 }, 'fail'],
    ['who knows nothing has no voice', 'fuu', {}, 'fail'],
    ['nor does it count against anybody', 'ffu', {}, 'fail'],
    ['one passes and nothing is known elsewhere', 'puu', {}, 'pass'],
    ['nobody knows anything', 'uuu', {}, 'unknown'],
    ['alone against a quorum of two', 'fuu', { quorum: 2, split: 'unknown' }, 'unknown'],
    ['nobody at all', '', {}, 'unknown'],
  ])('%s', (_name, letters, rule, kind) => {
    expect(counted(letters, rule).kind).toBe(kind)
  })

  it('say who saw what', () => {
    expect(counted('ffp')).toMatchObject({ reason: 'answered 500, seen from weur and enam' })
    expect(counted('fpp')).toMatchObject({ reason: 'answered 500, seen from weur; it works from enam and apac' })
    expect(counted('fuu', { quorum: 2 })).toMatchObject({
      reason: 'answered 500, seen from weur; nobody else could look',
    })
  })
})
