// The Worker as it is deployed, with every port it has made countable and breakable from outside; nothing inside is changed.

import type { Bindings } from '../../src/env.ts'
import worker, { Desk as RealDesk, Lane as RealLane } from '../../src/worker.ts'
import { breakable } from './faults/bindings.ts'

export default {
  fetch: (request, bindings, context) => worker.fetch(request, breakable(bindings), context),
  scheduled: (controller, bindings, context) => worker.scheduled(controller, breakable(bindings), context),
} satisfies ExportedHandler<Bindings>

export class Desk extends RealDesk {
  constructor(state: DurableObjectState, bindings: Bindings) {
    super(state, breakable(bindings))
  }
}

export class Lane extends RealLane {
  constructor(state: DurableObjectState, bindings: Bindings) {
    super(state, breakable(bindings))
  }
}
