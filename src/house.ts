// The house put together: the environment and the runbook, checked once, and the ports that every visit is handed. Only
// worker.ts asks for it.

import definition from '#runbook'
import { err, ok, type Result } from './core/result.ts'
import type { Runbook } from './core/runbook.ts'
import { PLACES } from './core/watch/ballot.ts'
import { type Bindings, type Env, openEnv } from './env.ts'
import type { System, Visit } from './flows/system.ts'
import { openIo } from './io.ts'
import { describeProblem, openRunbook, secretNames } from './runbook/open.ts'
import { openSeal } from './seal.ts'

/** An instant this far from the wall clock was named by hand. */
export const BY_HAND_MS = 90_000

const DESK_NAME = 'desk'

export type House = { env: Env; runbook: Runbook; visit(named: number | null): Visit; system(visit: Visit): System }

const houses = new WeakMap<D1Database, Result<House, string[]>>()

/**
 * Once for an isolate: checking a runbook costs milliseconds of CPU, and nothing of it changes under a running Worker.
 * Known by its database, because every object is handed an environment of its own.
 */
export function openHouse(bindings: Bindings): Result<House, string[]> {
  const known = houses.get(bindings.DB)
  if (known !== undefined) return known
  const opened = buildHouse(bindings)
  if (bindings.DB !== undefined) houses.set(bindings.DB, opened)
  return opened
}

function buildHouse(bindings: Bindings): Result<House, string[]> {
  const opened = openEnv(bindings)
  if (!opened.ok) return opened
  const env = opened.value
  const checked = openRunbook(definition, { resolve: env.value, allowLoopback: env.isLocal.targets })
  if (!checked.ok) return err(checked.error.map(describeProblem))
  const runbook = checked.value
  const missing = secretNames(runbook).filter((name) => env.value(name) === undefined)
  if (missing.length > 0)
    return err(missing.map((name) => `the runbook refers to the secret ${name}, which is not set`))
  const seal = openSeal(env.signingKey)
  return ok({
    env,
    runbook,
    visit(named) {
      const now = env.isLocal.clock && named !== null ? named : Date.now()
      return { now, isByHand: env.isLocal.clock && Math.abs(now - Date.now()) > BY_HAND_MS }
    },
    system: (visit) => ({
      db: bindings.DB,
      io: openIo({ ...visit, allowLoopback: env.isLocal.targets }),
      visit,
      runbook,
      desk: bindings.DESK.getByName(DESK_NAME),
      lane: (name, place) => bindings.LANE.getByName(name, hintFor(place)),
      assess: (incident, at) => bindings.LANE.getByName(`assess/${incident}`).assess(incident, at),
      secret: env.value,
      sender: { from: env.mailFrom, replyTo: env.mailReplyTo ?? runbook.organisation.contact },
      publicUrl: env.publicUrl,
      seal,
    }),
  })
}

/** Only the first call of an object is heard, and only where it can be done. */
function hintFor(place: string): DurableObjectNamespaceGetDurableObjectOptions {
  const locationHint = PLACES.find((known) => known === place)
  return locationHint === undefined ? {} : { locationHint }
}

/** Only reached through a Worker that has opened the same house before. */
export function mustOpen(bindings: Bindings): House {
  const house = openHouse(bindings)
  if (!house.ok) throw new Error(`not serving: ${house.error.join('; ')}`)
  return house.value
}
