// What a job's own word means, one line a case. Nobody is called: the story's time and the row of the job are all there is.

import { describe, expect, it } from 'vitest'
import { heartbeat } from '../../../src/checks/heartbeat.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import type { Heartbeat } from '../../../src/core/watch/facts.ts'
import { problemsOf } from '../runbook/written.ts'

const NOW = Date.UTC(2026, 2, 15, 14, 30)
const ago = (ms: number) => NOW - ms

const pass = { kind: 'pass' }
const doubt = (reason: string) => ({ kind: 'unknown', reason })
const silence = (reason: string) => ({ kind: 'fail', failure: 'silence', reason })

function concluded(settings: object, said: Partial<Heartbeat> | null) {
  const row = said && { startedAt: null, endedAt: null, exitCode: said.endedAt ? 0 : null, runMs: null, ...said }
  const facts = { now: NOW, looked: null, heartbeat: row, reading: null, members: {}, window: [] }
  return heartbeat.conclude(heartbeat.settings.parse(settings), facts)
}

const DAILY = { expects: '24h' }
const MINUTELY = { expects: '1m' }
const WATCHED = { expects: '24h', longest: '2h', slow: '1h' }

describe('a job that reports itself', () => {
  const cases: [string, object, Partial<Heartbeat> | null, object][] = [
    ['has never been heard of', DAILY, null, doubt('has never reported')],
    ['has a row without a word', DAILY, {}, doubt('has never reported')],
    ['ended in time', DAILY, { endedAt: ago(20 * HOUR) }, pass],
    ['is late by less than a tenth', DAILY, { endedAt: ago(26 * HOUR) }, pass],
    ['is late by a tenth to the millisecond', DAILY, { endedAt: ago(26.4 * HOUR) }, pass],
    [
      'is later than that',
      DAILY,
      { endedAt: ago(26.4 * HOUR + 1) },
      silence('has ended no run since 2026-03-14 12:05 UTC; one is expected within 1 day'),
    ],
    ['has a minute of grace at least', MINUTELY, { endedAt: ago(2 * MINUTE) }, pass],
    [
      'and no more than that',
      MINUTELY,
      { endedAt: ago(2 * MINUTE + 1) },
      silence('has ended no run since 2026-03-15 14:27 UTC; one is expected within 1 minute'),
    ],
    ['has the grace it was given', { ...DAILY, grace: '6h' }, { endedAt: ago(30 * HOUR) }, pass],
    [
      'has no grace',
      { ...DAILY, grace: '0s' },
      { endedAt: ago(24 * HOUR + 1) },
      silence('has ended no run since 2026-03-14 14:29 UTC; one is expected within 1 day'),
    ],
    [
      'ended with another exit code than 0',
      DAILY,
      { endedAt: ago(HOUR), exitCode: 3 },
      { kind: 'fail', failure: 'status', reason: 'failed at 2026-03-15 13:30 UTC with exit code 3' },
    ],
    [
      'failed, and is silent since',
      DAILY,
      { endedAt: ago(50 * HOUR), exitCode: 1 },
      { kind: 'fail', failure: 'status', reason: 'failed at 2026-03-13 12:30 UTC with exit code 1' },
    ],
    [
      'failed, and runs again',
      WATCHED,
      { startedAt: ago(MINUTE), endedAt: ago(HOUR), exitCode: 255 },
      { kind: 'fail', failure: 'status', reason: 'failed at 2026-03-15 13:30 UTC with exit code 255' },
    ],
    ['runs for the first time', DAILY, { startedAt: ago(HOUR) }, doubt('has begun its first run and not ended it yet')],
    [
      'ran for the first time and was not heard again',
      DAILY,
      { startedAt: ago(27 * HOUR) },
      silence('has ended no run since 2026-03-14 11:30 UTC; one is expected within 1 day'),
    ],
    ['runs, and ended the last in time', WATCHED, { startedAt: ago(2 * HOUR), endedAt: ago(24 * HOUR) }, pass],
    [
      'runs too long',
      WATCHED,
      { startedAt: ago(2 * HOUR + 1), endedAt: ago(24 * HOUR) },
      silence('began a run at 2026-03-15 12:29 UTC and has not ended it within 2 hours'),
    ],
    [
      'runs too long the first time',
      WATCHED,
      { startedAt: ago(3 * HOUR) },
      silence('began a run at 2026-03-15 11:30 UTC and has not ended it within 2 hours'),
    ],
    [
      'runs too long after it failed',
      WATCHED,
      { startedAt: ago(3 * HOUR), endedAt: ago(24 * HOUR), exitCode: 1 },
      silence('began a run at 2026-03-15 11:30 UTC and has not ended it within 2 hours'),
    ],
    [
      'runs in time, but ended the last too long ago',
      WATCHED,
      { startedAt: ago(HOUR), endedAt: ago(27 * HOUR) },
      silence('has ended no run since 2026-03-14 11:30 UTC; one is expected within 1 day'),
    ],
    ['runs as long as it likes', DAILY, { startedAt: ago(23 * HOUR), endedAt: ago(24 * HOUR) }, pass],
    [
      'has ended the run that it began',
      WATCHED,
      { startedAt: ago(9 * HOUR), endedAt: ago(8 * HOUR), runMs: HOUR },
      pass,
    ],
    [
      'was slow',
      WATCHED,
      { startedAt: ago(3 * HOUR), endedAt: ago(HOUR), runMs: 90 * MINUTE },
      { kind: 'warn', failure: 'latency', reason: 'took 90 minutes for its last run, more than 1 hour' },
    ],
    ['took as long as it may', WATCHED, { startedAt: ago(3 * HOUR), endedAt: ago(HOUR), runMs: HOUR }, pass],
    ['took nobody knows how long', WATCHED, { endedAt: ago(HOUR) }, pass],
    ['took long, and nobody said what is slow', DAILY, { endedAt: ago(HOUR), runMs: 23 * HOUR }, pass],
  ]
  it.each(cases)('%s', (_name, settings, said, verdict) => {
    expect(concluded(settings, said)).toEqual(verdict)
  })
})

describe('what it is told', () => {
  const from = (atLeast: string, atMost: string) =>
    `a duration such as '30s', '5m', '2h' or '1d', from ${atLeast} to ${atMost}`
  const refused: [string, object, string, string][] = [
    ['no rhythm', { expects: undefined }, 'expects', from('1 minute', '366 days')],
    ['a number', { expects: 86_400 }, 'expects', from('1 minute', '366 days')],
    ['a day that is spelled out', { expects: 'daily' }, 'expects', from('1 minute', '366 days')],
    ['an object for a text', { expects: { toString: 1 } }, 'expects', from('1 minute', '366 days')],
    ['seconds', { expects: '59s' }, 'expects', from('1 minute', '366 days')],
    ['years', { expects: '367d' }, 'expects', from('1 minute', '366 days')],
    ['grace before it is due', { grace: '-5m' }, 'grace', from('0 seconds', '30 days')],
    ['a run of no time', { longest: '0s' }, 'longest', from('1 minute', '7 days')],
    ['slow within no time', { slow: '10ms' }, 'slow', from('1 second', '1 day')],
    [
      'slow where it has failed',
      { slow: '2h', longest: '2h' },
      'slow',
      'a duration shorter than `longest`, beyond which a run has failed',
    ],
  ]
  it.each(refused)('refuses %s', (_name, told, option, wanted) => {
    const job = { service: 'api', kind: 'heartbeat', expects: '24h', ...told }
    expect(problemsOf({ 'monitors.job': job })).toEqual([
      expect.objectContaining({ path: `monitors.job.${option}`, wanted }),
    ])
  })

  it('takes every unit', () => {
    expect(concluded({ expects: '90m', grace: '500ms' }, { endedAt: ago(90 * MINUTE + SECOND / 2) })).toEqual(pass)
    expect(concluded({ expects: '1.5h', grace: '0s' }, { endedAt: ago(90 * MINUTE) })).toEqual(pass)
  })
})
