// Cron is at least once, at about the minute: doubled, overlapping, skipped and late minutes end the same story the same way.

import { describe, it } from 'vitest'
import { expectTheSameEnd, fireAndRestart, MINUTE_MS, type Passing, tellStory } from './plain-story.ts'

const HOUR_MINUTES = 60

const twiceAtOnce: Passing = async (_minute, at) => {
  await Promise.all([fireAndRestart(at), fireAndRestart(at)])
}

const twiceInARow: Passing = async (_minute, at) => {
  await fireAndRestart(at)
  await fireAndRestart(at)
}

/** Every minute begins while the one before it still runs. */
const overlapping: Passing = async (_minute, at) => {
  const late = fireAndRestart(at)
  await fireAndRestart(at + MINUTE_MS)
  await late
}

const backwards: Passing = async (_minute, at) => {
  await fireAndRestart(at + MINUTE_MS)
  await fireAndRestart(at)
}

const everyOther: Passing = async (minute, at) => {
  if (minute % 2 === 0) await fireAndRestart(at)
}

/** Nothing runs for an hour from this minute on; then the minutes go on as if nothing had been. */
const lateByAnHourFrom =
  (gap: number): Passing =>
  async (minute, at) =>
    await fireAndRestart(minute < gap ? at : at + HOUR_MINUTES * MINUTE_MS)

/** With how many more calls: who does not answer within five minutes of the story's time is called again, or the next is. */
const ways: [string, Passing, moreCalls?: number][] = [
  ['every minute twice at once', twiceAtOnce],
  ['every minute twice in a row', twiceInARow],
  ['every minute overlapping the next', overlapping],
  ['every two minutes the wrong way round', backwards],
  ['every other minute skipped', everyOther, 2],
  ['an hour late before anything fails', lateByAnHourFrom(1)],
  ['an hour late right after the failure', lateByAnHourFrom(3), 1],
  ['an hour late before the tenants are told', lateByAnHourFrom(4), 1],
  ['an hour late before the rollback', lateByAnHourFrom(5), 1],
  ['an hour late right after the rollback', lateByAnHourFrom(6), 1],
  ['an hour late while it is watched', lateByAnHourFrom(12)],
]

describe('the same end', () => {
  it.each(ways)('%s', async (_name, passing, moreCalls) => {
    expectTheSameEnd(await tellStory(passing), moreCalls ?? 0)
  })
})
