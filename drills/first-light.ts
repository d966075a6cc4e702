// A bad deploy, noticed, explained, taken back and proven: the whole chain once.

import { BAD, breakRelease, deployGoodThenBad, GOOD, kindsOf, mailsTo, NORTH, SOUTH } from './acme.ts'
import type { IncidentDocument, Stage } from './stage.ts'

export const summary = 'a bad deploy of the core API is taken back by itself, and everybody hurt is told'

export async function play(stage: Stage): Promise<void> {
  await deployGoodThenBad(stage, { service: 'api' })
  await fail(stage)
  await tellTenants(stage)
  await takeBack(stage)
  await recover(stage)
  await resolve(stage)
}

async function fail(stage: Stage): Promise<void> {
  await breakRelease(stage, 'api')
  await stage.pass(1)
  const { body } = await stage.api<{ incidents: IncidentDocument[] }>('GET', '/incidents')
  const [incident] = body.incidents
  stage.expect('one incident opens in the minute of the failure', body.incidents.length === 1, body)
  stage.expect('it is P1, and says why', incident?.severity === 'P1' && incident.reasons.length >= 3, incident)
  stage.expect('the deploy of ten minutes ago is suspected', incident?.suspect?.sha === BAD, incident)
  const mails = await stage.mails()
  const called = mails.filter((mail) => mail.subject.startsWith('[P1]'))
  stage.expect('its author and, for a P1, everybody is called', called.length === 2, called)
  stage.expect(
    'the call carries the link to the responder page',
    called.every((mail) => mail.text.includes('/respond/INC-1')),
    called,
  )
  const page = await stage.page('/')
  stage.expect('the page shows it at once', page.includes('Core API does not work'), page.slice(0, 2_000))
}

async function tellTenants(stage: Stage): Promise<void> {
  const early = await stage.mails()
  stage.expect('no tenant is told before the hold is over', mailsTo(early, NORTH, 'Disruption').length === 0, early)
  await stage.pass(2)
  const mails = await stage.mails()
  for (const contact of [NORTH, SOUTH]) {
    const told = mailsTo(mails, contact, 'We’re Investigating')
    stage.expect(`${contact} gets the first notice exactly once`, told.length === 1, told)
  }
}

async function takeBack(stage: Stage): Promise<void> {
  await stage.pass(2)
  const changes = await stage.changes('acme-api')
  const { incident } = await stage.story('INC-1')
  stage.expect('the gate passes and its answers are on the timeline', incident.gate?.verdict === 'pass', incident.gate)
  stage.expect(
    'the receiver changed once, to the version before',
    changes.length === 1 && changes[0]?.to.sha === GOOD,
    changes,
  )
}

async function recover(stage: Stage): Promise<void> {
  await stage.pass(2)
  const { incident } = await stage.story('INC-1')
  stage.expect('the API works again and is watched', incident.phase === 'monitoring', incident)
  const mails = await stage.mails()
  const watched = mailsTo(mails, NORTH, 'Update on Service Disruption').filter((mail) => mail.text.includes('watching'))
  stage.expect('tenants read that it works again and is watched', watched.length === 1, watched)
}

async function resolve(stage: Stage): Promise<void> {
  await stage.pass(33)
  const story = await stage.story('INC-1')
  stage.expect('after the watch it is resolved', story.incident.phase === 'resolved', story.incident)
  stage.expect(
    'the rollback is proven to have helped',
    story.incident.rollback?.state === 'proven',
    story.incident.rollback,
  )
  const mails = await stage.mails()
  for (const contact of [NORTH, SOUTH]) {
    const told = mailsTo(mails, contact, 'Service Restored')
    stage.expect(`${contact} gets the resolution exactly once`, told.length === 1, told)
  }
  const keys = mails.map((mail) => mail.idempotencyKey + mail.to.join())
  stage.expect('no mail was sent twice', new Set(keys).size === keys.length, keys)
  const changes = await stage.changes('acme-api')
  stage.expect('production was changed exactly once', changes.length === 1, changes)
  const kinds = kindsOf(story)
  const expected = [
    'opened',
    'classified',
    'deploy_suspected',
    'responders_called',
    'rollback_ordered',
    'mitigated',
    'resolved',
  ]
  const inOrder = expected.map((kind) => kinds.indexOf(kind))
  const isStory = inOrder.every((at, index) => at > (inOrder[index - 1] ?? -1))
  stage.expect('the timeline reads as a story', isStory, kinds)
}
