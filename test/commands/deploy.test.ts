// What a deploy asks for before it begins: the right command, for the environment that was named, and nothing that is set.

import { describe, expect, it } from 'vitest'
import { type Cloudflare, localOnly, unprepared } from '../../commands/deploy-problems.ts'

const READY: Cloudflare = {
  environment: 'staging',
  database: { database_name: 'watchkeeper-staging', database_id: 'd1-of-staging' },
  vars: ['PUBLIC_URL'],
  secrets: ['SIGNING_KEY'],
}
const NEEDED = ['PUBLIC_URL', 'SIGNING_KEY']
const CREATE = 'wrangler.toml has no database yet: npx wrangler d1 create'

describe('before a deploy', () => {
  it.each<[string, Partial<Cloudflare>, string[]]>([
    ['nothing is wrong where all is set', {}, []],
    [
      'a secret that is missing is put into the environment that was asked for',
      { secrets: [] },
      ['SIGNING_KEY is not set: npx wrangler secret put SIGNING_KEY --env staging'],
    ],
    [
      'or into the one at the top',
      { environment: '', vars: [] },
      ['PUBLIC_URL is not set: npx wrangler secret put PUBLIC_URL --env ""'],
    ],
    [
      'secrets that could not be listed are not called unset',
      { secrets: null },
      ['the secrets could not be listed; wrangler says above why'],
    ],
    [
      'a database that was never created has to be',
      { database: { database_name: 'ours', database_id: '00000000-0000-0000-0000-000000000000' } },
      [`${CREATE} ours --env staging, then put its id there`],
    ],
    [
      'and so has one that nobody wrote down',
      { database: undefined },
      [`${CREATE} watchkeeper --env staging, then put its id there`],
    ],
  ])('%s', (_name, over, problems) => {
    expect(unprepared({ ...READY, ...over }, NEEDED)).toEqual(problems)
  })

  it('what is only for local runs is refused', () => {
    expect(localOnly(['PUBLIC_URL', 'CLOCK_OVERRIDE'])).toEqual(['CLOCK_OVERRIDE is set; it is only for local runs'])
  })
})
