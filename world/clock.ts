// Owns the world's time: the wall clock, until a story sets it; elapsed waiting is not its business.
import type { WorldState } from './state.ts'

export function worldNow(world: Pick<WorldState, 'clock'>): number {
  return world.clock.now ?? Date.now()
}
