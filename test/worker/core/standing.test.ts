// What the runbook owes again and again, against what is stored: fresh, still open, done, or nobody's any more.

import { describe, expect, it } from 'vitest'
import { compareStanding, type Stored } from '../../../src/core/people/standing.ts'
import type { Link, Runbook } from '../../../src/core/runbook.ts'
import type { Secret } from '../../../src/core/secrets/secret.ts'
import { DAY, iso } from '../../../src/core/time.ts'
import { acme, T0 } from './acme.ts'

const KEY: Secret = {
  name: 'API_KEY',
  title: null,
  where: ['railway'],
  rotateEveryMs: 90 * DAY,
  rotatedOn: T0 - 100 * DAY,
  owner: 'dana',
  steps: [],
  consequence: null,
  misuse: null,
}

const LINK: Link = {
  title: 'Restore',
  url: 'https://docs.example.com/restore',
  when: [],
  features: [],
  owner: 'Ed',
  backup: null,
  access: null,
  trigger: null,
  impact: null,
  related: null,
  validated: { on: T0 - 100 * DAY, how: 'tried' },
}

const runbookOf = (secret: Partial<Secret>, ...links: Partial<Link>[]): Runbook => {
  return { ...acme, secrets: { API_KEY: { ...KEY, ...secret } }, links: links.map((link) => ({ ...LINK, ...link })) }
}

const UNROTATED = { rotateEveryMs: null }
const freshIn = (runbook: Runbook, stored: Stored[] = []) =>
  compareStanding(runbook, stored, T0).fresh.map(({ key, owner, dueAt }) => [key, owner, (dueAt - T0) / DAY])

describe('a secret', () => {
  const since = (at: number) => `rotation/API_KEY/${iso(at)}`

  it.each<[string, Partial<Secret>, Stored[], unknown[]]>([
    ['that is due is owed by its owner', {}, [], [[since(T0 - 100 * DAY), 'dana', -10]]],
    ['that is due in a week is owed', { rotatedOn: T0 - 83 * DAY }, [], [[since(T0 - 83 * DAY), 'dana', 7]]],
    ['that is due later is not', { rotatedOn: T0 - 82 * DAY }, [], []],
    ['of which nobody said when is due now', { rotatedOn: null }, [], [['rotation/API_KEY/never', 'dana', 0]]],
    ['that nobody rotates by the calendar is not', UNROTATED, [], []],
    ['that is owed already is not owed twice', {}, [{ key: since(T0 - 100 * DAY), doneAt: null }], []],
    ['whose duty was done later is not', {}, [{ key: since(T0 - 200 * DAY), doneAt: T0 - DAY }], []],
    ['that was rotated after a leak is not', {}, [{ key: 'rotation/API_KEY/INC-1-x', doneAt: T0 - DAY }], []],
    [
      'whose runbook says later is owed by that',
      { rotatedOn: T0 - 85 * DAY },
      [{ key: since(T0 - 200 * DAY), doneAt: T0 - 90 * DAY }],
      [[since(T0 - 85 * DAY), 'dana', 5]],
    ],
  ])('%s', (_name, secret, stored, fresh) => {
    expect(freshIn(runbookOf(secret), stored)).toEqual(fresh)
  })

  it('that the runbook says was rotated, or does not name any more, is dropped', () => {
    const open = { key: since(T0 - 100 * DAY), doneAt: null }
    const done = { key: since(T0 - 200 * DAY), doneAt: T0 - 100 * DAY }
    expect(compareStanding(runbookOf({ rotatedOn: T0 }), [open, done], T0)).toEqual({ fresh: [], dropped: [open.key] })
    expect(compareStanding({ ...acme, secrets: {} }, [open, done], T0).dropped).toEqual([open.key])
  })
})

describe('a link', () => {
  const since = (at: number) => `link/${LINK.url}/${iso(at)}`

  it.each<[string, Partial<Link>[], unknown[]]>([
    ['that is old is owed by the responder who keeps it', [{}], [[since(T0 - 100 * DAY), 'ed', -10]]],
    ['that a team keeps is owed by whoever is asked', [{ owner: 'Ops' }], [[since(T0 - 100 * DAY), null, -10]]],
    ['that was never validated is due now', [{ validated: null }], [[`link/${LINK.url}/never`, 'ed', 0]]],
    ['that nobody keeps is a pointer', [{ owner: null }], []],
    ['that is fresh is not', [{ validated: { on: T0, how: 'tried' } }], []],
    ['that stands twice is owed once', [{}, {}], [[since(T0 - 100 * DAY), 'ed', -10]]],
  ])('%s', (_name, links, fresh) => {
    expect(freshIn(runbookOf(UNROTATED, ...links))).toEqual(fresh)
  })

  it('is not settled by one whose address only begins like it', () => {
    const longer = { key: `link/${LINK.url}/drill/never`, doneAt: T0 }
    expect(freshIn(runbookOf(UNROTATED, {}), [longer])).toHaveLength(1)
  })
})
