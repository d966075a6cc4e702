// It fails and heals within the hold: no tenant ever hears of it, and the timeline says why.

import { deployGoodThenBad, mailsTo, NORTH, SOUTH } from './acme.ts'
import type { Stage } from './stage.ts'

export const summary = 'a blip that heals within the hold is told to nobody outside'

/** One look and its confirmations. */
const ONE_CONFIRMED_FAILURE = 4

export async function play(stage: Stage): Promise<void> {
  await deployGoodThenBad(stage, { service: 'api' })
  await stage.control('PUT', 'targets/acme-api', { failNext: ONE_CONFIRMED_FAILURE })
  await stage.pass(1)
  const opened = await stage.story('INC-1')
  stage.expect(
    'the failure is confirmed in the same minute and opens',
    opened.incident?.phase === 'investigating',
    opened,
  )
  await stage.pass(40)
  const { incident, timeline } = await stage.story('INC-1')
  stage.expect('it resolves by itself after the watch', incident.phase === 'resolved', incident)
  const mails = await stage.mails()
  const told = [NORTH, SOUTH].flatMap((contact) => mailsTo(mails, contact, ''))
  stage.expect('no tenant ever hears of it', told.length === 0, told)
  const withheld = timeline.find((line) => line.kind === 'notice_withheld')
  stage.expect('the reason is on the timeline', withheld?.text.includes('healed') === true, timeline)
  stage.expect('nothing is taken back', (await stage.changes('acme-api')).length === 0)
}
