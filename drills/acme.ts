// What every drill of Acme begins with: two tenants, a good release that was watched, and a newer one that is bad.

import type { Sent, Stage, Story } from './stage.ts'

export const GOOD = 'a1b2c3d4e5f6'
export const BAD = 'f6e5d4c3b2a1'
export const NORTH = 'it@north.example.com'
export const SOUTH = 'it@south.example.com'
const AUTHOR = 'acme-api-engineer'

/** As long as a deploy has to stay up, watched, before it counts as good. */
const PROVING_MINUTES = 17

export type Release = { service: string; migration?: string; restore?: string[] }

export async function deployGoodThenBad(stage: Stage, { service, ...migration }: Release): Promise<void> {
  const target = `acme-${service}`
  await addTenant(stage, 'north', NORTH)
  await addTenant(stage, 'south', SOUTH)
  await stage.control('PUT', `receivers/${target}`, { live: { sha: GOOD } })
  await stage.api('POST', '/deploys', { service, sha: GOOD, version: 'v1.4.0', author: AUTHOR, migration: 'none' })
  await stage.pass(PROVING_MINUTES)
  await stage.control('PUT', `receivers/${target}`, { live: { sha: BAD } })
  await stage.api('POST', '/deploys', {
    service,
    sha: BAD,
    version: 'v1.5.0',
    author: AUTHOR,
    migration: 'none',
    ...migration,
  })
  await stage.pass(10)
}

/** Whatever runs the bad release fails: taking it back is what heals. */
export async function breakRelease(stage: Stage, service: string): Promise<void> {
  await stage.control('PUT', `targets/acme-${service}`, { brokenReleases: { [BAD]: { mode: 'failing' } } })
}

async function addTenant(stage: Stage, id: string, contact: string): Promise<void> {
  const services = ['api', 'web', 'jobs']
  await stage.api('POST', '/tenants', { id, name: `${id} GmbH`, services, contacts: [contact] })
}

export function mailsTo(mails: readonly Sent[], address: string, subject: string): Sent[] {
  return mails.filter((mail) => mail.to.includes(address) && mail.subject.includes(subject))
}

export function kindsOf(story: Story): string[] {
  return story.timeline.map((line) => line.kind)
}
