// What every handler is handed; nothing here knows where it comes from.

import type { System } from '../flows/system.ts'

/** What worker.ts hands to every request. */
type Ports = {
  system: System
  adminToken: string
  /** For exceptions, which are bugs: what is expected never gets here. */
  report(thrown: unknown): void
}

export type Http = { Bindings: Ports }
