// A destructive migration came with the deploy: code must not go back alone, so people are called and shown what to restore.

import { breakRelease, deployGoodThenBad } from './acme.ts'
import type { Stage } from './stage.ts'

export const summary = 'a destructive migration stops the rollback, and people are called with the steps to restore'

const RESTORE = [
  'Restore the backup taken before the deploy',
  'Point DATABASE_URL at the restored instance',
  'Then take the code back',
]

export async function play(stage: Stage): Promise<void> {
  await deployGoodThenBad(stage, { service: 'api', migration: 'destructive', restore: RESTORE })
  await breakRelease(stage, 'api')
  await stage.pass(8)
  const { incident, timeline } = await stage.story('INC-1')
  const migration = incident.gate?.steps[0]
  stage.expect(
    'the migration comes first among the reasons',
    migration?.step === 'migration' && migration.answer === 'stop',
    incident.gate,
  )
  stage.expect('no order is sent', (await stage.changes('acme-api')).length === 0)
  stage.expect('no rollback is even begun', incident.rollback === null, incident.rollback)
  const said = JSON.stringify(timeline)
  stage.expect(
    'the timeline shows the steps to restore',
    RESTORE.every((step) => said.includes(step)),
    timeline,
  )
  const calls = (await stage.mails()).filter((mail) => mail.subject.startsWith('[P1]'))
  stage.expect('people are called', calls.length >= 2, calls)
  stage.expect(
    'their message names the reason and the steps',
    calls.some((mail) => RESTORE.every((step) => mail.text.includes(step.slice(0, 20)))),
    calls,
  )
}
