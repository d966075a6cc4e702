// Owns the monitored systems: which behaviour is due for a request, and the record of who asked; not how it is acted out.
import { type Call, flatHeaders, requireName } from './call.ts'
import { worldNow } from './clock.ts'
import { liveRelease } from './receivers.ts'
import { type Behaviour, freshBehaviour, remember, type Target, targetNamed, type WorldState } from './state.ts'
import { behave } from './target-modes.ts'

const requestsKept = 50

export async function answerTarget(world: WorldState, call: Call): Promise<void> {
  const service = requireName(call.parts[1])
  const target = targetNamed(world, service)
  const version = liveRelease(world, service)?.sha ?? 'none'
  noteVisit(target, call, worldNow(world))
  call.request.resume()
  await behave({ call, behaviour: takeBehaviour(target, version), service, version })
}

function noteVisit(target: Target, call: Call, at: number): void {
  const visit = { at, method: call.method, path: call.request.url ?? '/', headers: flatHeaders(call) }
  remember(target.requests, visit, requestsKept)
  target.count += 1
  target.openNow += 1
  target.mostOpen = Math.max(target.mostOpen, target.openNow)
  call.response.once('close', () => {
    target.openNow -= 1
  })
}

/** A bad release breaks its target for as long as it is live, so taking it back really heals it. */
function takeBehaviour(target: Target, version: string): Behaviour {
  if (target.failNext > 0) {
    target.failNext -= 1
    return { ...freshBehaviour('failing'), status: (target.status ?? 0) >= 400 ? target.status : null }
  }
  return target.brokenReleases.get(version) ?? target
}
