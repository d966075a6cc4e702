// What a minute cannot cost less than: the same lanes, which ask for the same addresses, six at a time, and one row written.

import { DurableObject } from 'cloudflare:workers'
import { CONNECTIONS, LANE_SIZE, planLanes } from '../src/core/watch/plan.ts'
import { namesOf } from './many.ts'

type Statement = { bind(...values: unknown[]): Statement; run(): Promise<unknown> }
type LaneStub = { ask(urls: string[]): Promise<number[]> }
type Bindings = {
  BENCH_TARGETS_URL: string
  BENCH_MONITORS: string
  DB: { prepare(sql: string): Statement }
  LANE: { getByName(name: string): LaneStub }
}

export class Lane extends DurableObject<Bindings> {
  async ask(urls: string[]): Promise<number[]> {
    const waiting = [...urls]
    const statuses: number[] = []
    const work = async () => {
      for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
        const answer = await fetch(url, { redirect: 'manual', cache: 'no-store' })
        await answer.text()
        statuses.push(answer.status)
      }
    }
    await Promise.all(Array.from({ length: CONNECTIONS }, work))
    return statuses
  }
}

/** Bound by the configuration that both Workers share. */
export class Desk extends DurableObject<Bindings> {}

export default {
  fetch: () => new Response('bare'),

  async scheduled({ scheduledTime }: { scheduledTime: number }, bindings: Bindings) {
    const tasks = namesOf(Number(bindings.BENCH_MONITORS)).map((name) => ({
      url: `${bindings.BENCH_TARGETS_URL}/${name}/health`,
      isAlone: false,
    }))
    const asking = planLanes(tasks, LANE_SIZE).map((lane, index) =>
      bindings.LANE.getByName(`lane${index}`).ask(lane.map(({ url }) => url)),
    )
    const statuses = (await Promise.all(asking)).flat()
    const minute = scheduledTime / 60_000
    await bindings.DB.prepare('insert into samples (block, slot, minute, data) values (0, ?1, ?1, ?2)')
      .bind(minute, JSON.stringify(statuses))
      .run()
  },
}
