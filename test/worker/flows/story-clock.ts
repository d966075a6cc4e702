// A minute in the story's time, so that a thousand waits cost nothing and a slow machine changes nothing.

import { MINUTE } from '../../../src/core/time.ts'
import type { Visit } from '../../../src/flows/system.ts'
import type { Io } from '../../../src/io.ts'
import { type Counted, openWorldIo } from './house.ts'

const STEP_MS = 50

/**
 * The story's time. It goes on in steps and stands still while D1 is at work, so that neither a slow machine nor a thousand
 * timers are part of the story.
 */
export function openClock(counted: Counted) {
  let passed = 0
  let sleepers: { until: number; wake: () => void }[] = []
  const sleep = (ms: number) => new Promise<void>((wake) => sleepers.push({ until: passed + ms, wake }))

  function step(): void {
    passed += STEP_MS
    const due = sleepers.filter(({ until }) => until <= passed)
    sleepers = sleepers.filter(({ until }) => until > passed)
    for (const { wake } of due) wake()
  }

  async function run<T>(work: Promise<T>): Promise<T> {
    let isOver = false
    const done = work.finally(() => {
      isOver = true
    })
    while (!isOver && passed < MINUTE) {
      await new Promise((next) => setTimeout(next))
      if (counted.pending === 0) step()
    }
    return await done
  }

  function openIo(visit: Visit): Io {
    const begun = passed
    const elapsed = () => passed - begun
    const at = () => visit.now + elapsed()
    return {
      ...openWorldIo(visit),
      at,
      elapsed,
      until: (instant) => sleep(instant - at()),
      within: (ms, work) => Promise.race([work.then(() => true), sleep(ms).then(() => false)]),
    }
  }

  return { passed: () => passed, sleep, run, openIo }
}

export type Clock = ReturnType<typeof openClock>
