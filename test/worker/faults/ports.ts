// Counts every call that leaves the Worker or its Durable Objects, to D1, to each other or to the outside, and can kill the
// whole process at any of them: before the call, or after its effect but before its answer.

export type Kill = { at: number; when: 'before' | 'after' }

type Faults = { calls: string[]; kill: Kill | null; isDead: boolean }

declare global {
  var watchkeeperFaults: Faults | undefined
}

// Shared by the tests and the Worker's own bundle, which live in one isolate but are two modules.
globalThis.watchkeeperFaults ??= { calls: [], kill: null, isDead: false }
export const faults: Faults = globalThis.watchkeeperFaults

export class Killed extends Error {
  override name = 'Killed'
}

export async function pass<T>(label: string, effect: () => Promise<T>): Promise<T> {
  if (faults.isDead) throw new Killed(`dead at ${label}`)
  const number = faults.calls.push(label) - 1
  const isHit = faults.kill?.at === number
  if (isHit && faults.kill?.when === 'before') die(label)
  const answer = await effect()
  if (isHit) die(label)
  // Whoever waited while the process died never sees the answer.
  if (faults.isDead) throw new Killed(`dead after ${label}`)
  return answer
}

function die(label: string): never {
  faults.isDead = true
  throw new Killed(`killed at ${label}`)
}

export function restart(): void {
  faults.isDead = false
}
