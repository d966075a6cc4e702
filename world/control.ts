// Owns the JSON API by which tests, drills and people move the world; what each switch may be is in switches.ts.
import { type Call, parseJson, Refusal, readBody, requireName, sendJson } from './call.ts'
import { worldNow } from './clock.ts'
import { answerForm } from './forms.ts'
import { settle } from './receivers.ts'
import { freshWorld, type WorldState } from './state.ts'
import { setClock, setFly, setJobs, setReceiver, setResend, setTarget, setZone } from './switches.ts'
import { openTcp } from './tcp.ts'

type Act = (world: WorldState, name: string, input: unknown) => unknown

/** By the first word after /control/, then by method. */
const acts: Record<string, Record<string, Act>> = {
  state: { GET: settledState },
  mails: { GET: (world) => world.resend.mails },
  orders: { GET: (world, name) => world.receivers.get(requireName(name))?.orders ?? [] },
  targets: { PUT: (world, name, input) => setTarget(world, requireName(name), input) },
  tcp: { PUT: (world, name, input) => openTcp(world, requireName(name), input) },
  zones: { PUT: (world, name, input) => setZone(world, requireName(name), input) },
  receivers: { PUT: (world, name, input) => setReceiver(world, requireName(name), input) },
  jobs: { PUT: (world, name, input) => setJobs(world, requireName(name), input) },
  fly: { PUT: (world, name, input) => setFly(world, requireName(name), input) },
  resend: { PUT: (world, _, input) => setResend(world, input) },
  clock: { PUT: (world, _, input) => setClock(world, input) },
  reset: { POST: (world) => Object.assign(world, freshWorld()) },
}

/** These words are followed by a name. */
const named = new Set(['orders', 'targets', 'tcp', 'zones', 'receivers', 'jobs', 'fly'])

export async function answerControl(world: WorldState, call: Call): Promise<void> {
  const [, noun = '', name = ''] = call.parts
  if (noun === 'form') return answerForm(world, call)
  const methods = Object.hasOwn(acts, noun) ? acts[noun] : undefined
  if (!methods || call.parts.length !== (named.has(noun) ? 3 : 2))
    throw new Refusal(404, 'the control API has no such address')
  const act = methods[call.method]
  if (!act) throw new Refusal(405, `this address takes ${Object.keys(methods).join(', ')}`)
  const input = call.method === 'PUT' ? parseJson((await readBody(call)).toString()) : undefined
  sendJson(call, 200, await act(world, name, input))
}

function settledState(world: WorldState): WorldState {
  for (const receiver of world.receivers.values()) settle(receiver, worldNow(world))
  return world
}
