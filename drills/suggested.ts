// The same trouble where the runbook only suggests: a person approves by link, and the gate is asked again.

import { breakRelease, deployGoodThenBad, GOOD, kindsOf } from './acme.ts'
import type { Stage } from './stage.ts'

export const summary = 'a rollback that waits for a person, approved by the link in the message'

export async function play(stage: Stage): Promise<void> {
  await deployGoodThenBad(stage, { service: 'jobs' })
  await breakRelease(stage, 'jobs')
  await stage.pass(5)
  const waiting = await stage.story('INC-1')
  stage.expect(
    'the rollback is suggested and nothing is changed',
    waiting.incident.rollback?.state === 'suggested',
    waiting,
  )
  stage.expect('no order has left', (await stage.changes('acme-jobs')).length === 0)

  const link = await approvalLink(stage)
  stage.expect('the message carries a link to approve it', link !== null)
  const path = new URL(link ?? 'http://localhost/').pathname
  const looked = await stage.request(path)
  const stillWaiting = await stage.story('INC-1')
  stage.expect(
    'looking at the link changes nothing',
    looked.status === 200 && stillWaiting.incident.rollback?.state === 'suggested',
  )
  await stage.request(path, { method: 'POST' })
  await stage.pass(1)

  const kinds = kindsOf(await stage.story('INC-1'))
  const approvedAt = kinds.indexOf('rollback_approved')
  stage.expect(
    'the gate is asked again after the approval',
    kinds.indexOf('gate_evaluated', approvedAt) === approvedAt + 1,
    kinds,
  )
  const changes = await stage.changes('acme-jobs')
  stage.expect('one order leaves, to the version before', changes.length === 1 && changes[0]?.to.sha === GOOD, changes)
  await stage.request(path, { method: 'POST' })
  await stage.pass(2)
  stage.expect('a second click changes nothing more', (await stage.changes('acme-jobs')).length === 1)
}

async function approvalLink(stage: Stage): Promise<string | null> {
  const mails = await stage.mails()
  const links = mails.flatMap((mail) => [...mail.text.matchAll(/https?:\/\/\S+\/links\/\S+/g)].map((match) => match[0]))
  for (const link of links.toReversed()) {
    const page = await stage.page(new URL(link).pathname)
    if (page.includes('Approve')) return link
  }
  return null
}
