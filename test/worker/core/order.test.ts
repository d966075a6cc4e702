// Within a minute order is chance: whatever order facts arrive in, the same incidents stand at its end.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Incident } from '../../../src/core/incident/incident.ts'
import type { Impact, Signal } from '../../../src/core/watch/signal.ts'
import { signal } from './acme.ts'
import { delivered, RUNBOOKS } from './days.ts'
import { Desk } from './desk.ts'
import { RUNS } from './runs.ts'

const SERVICES = ['api', 'web', 'shop', 'kiosk', 'docs']

const told = fc.uniqueArray(
  fc.record({
    service: fc.constantFrom(...SERVICES),
    impact: fc.constantFrom<Impact>('outage', 'degradation'),
    feature: fc.constantFrom('inbox', 'export', null),
  }),
  { minLength: 1, maxLength: 6, selector: ({ service, feature }) => `${service}/${feature}` },
)

const shuffled = told.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))

function signalOf({ service, impact, feature }: Pick<Signal, 'service' | 'impact' | 'feature'>): Signal {
  return signal({ key: `sentry:${service}/${feature}`, source: 'sentry', service, feature, impact })
}

/** Each in a round of its own, all in one minute. */
function standing(all: readonly Pick<Signal, 'service' | 'impact' | 'feature'>[]): string[] {
  const desk = new Desk({ deploys: [] }, RUNBOOKS[0])
  for (const one of all) desk.round(delivered([{ kind: 'failing', signal: signalOf(one) }]))
  desk.minute()
  return desk.open.map(inShort).toSorted()
}

function inShort({ signals, severity, scope, phase, outageStartedAt }: Incident): string {
  return JSON.stringify([Object.keys(signals).toSorted(), severity, scope.ids.toSorted(), phase, outageStartedAt])
}

it('the same facts in another order come to the same incidents', () => {
  fc.assert(
    fc.property(shuffled, ([all, again]) => {
      expect(standing(again)).toEqual(standing(all))
    }),
    RUNS,
  )
})
