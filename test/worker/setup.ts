// Every file begins with a database of its own, though all of them run in one workerd.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

const MOST_TRIES = 20

/** What an earlier file has left under way can outlive one reset. */
async function clear(): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await reset()
    const left = await env.DB.prepare(`select count(*) as tables from sqlite_master where name = 'clock'`).first(
      'tables',
    )
    if (left === 0) return
    console.warn(`a database was left over after reset ${tries + 1}`)
  }
  throw new Error('an earlier file keeps writing')
}

await clear()
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
