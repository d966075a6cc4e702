// The Worker as it is deployed; the tests put their faults around it, never into it.

export { Desk, default, Lane } from '../../src/worker.ts'
