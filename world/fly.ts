// Owns the Machines API of Fly: apps whose machines are as they were set, and the record of who asked; nothing wakes or sleeps here.
import { type Call, pause, Refusal, readHeader, requireName, sendJson, sendText } from './call.ts'
import { worldNow } from './clock.ts'
import { remember, type WorldState } from './state.ts'

export const machineStates = [
  'created',
  'started',
  'stopped',
  'suspended',
  'failed',
  'starting',
  'stopping',
  'launch_failed',
  'destroyed',
] as const
export const hostStates = ['ok', 'unknown', 'unreachable'] as const

/** `since`: when it came into its state. */
export type FlyMachine = {
  id: string
  state: (typeof machineStates)[number]
  since: number
  autostart: boolean
  group: string
  platform: string
  host: (typeof hostStates)[number]
  cordoned: boolean
  /** When it ran out of memory; null: never. */
  killedAt: number | null
}

/** With a token, whoever does not send exactly this authorization is refused. */
export type FlyApp = {
  authorization: string
  machines: FlyMachine[]
  status: number | null
  garbage: number
  hang: number
  requests: { at: number; authorization: string | null }[]
}

const requestsKept = 500
const longestHang = 60_000

/** What a machine is where nothing else is said of it. */
export const usualMachine: Omit<FlyMachine, 'state'> = {
  id: 'm1',
  since: 0,
  autostart: true,
  group: 'app',
  platform: 'v2',
  host: 'ok',
  cordoned: false,
  killedAt: null,
}

/** Any name exists on demand: the first mention makes an app with one machine that sleeps. */
export function flyNamed(world: WorldState, name: string): FlyApp {
  const machines: FlyMachine[] = [{ ...usualMachine, state: 'stopped' }]
  const fresh: FlyApp = { authorization: '', machines, status: null, garbage: 0, hang: 0, requests: [] }
  const app = world.fly.get(name) ?? fresh
  world.fly.set(name, app)
  return app
}

export async function answerFly(world: WorldState, call: Call): Promise<void> {
  const [, version, apps, name, machines, end] = call.parts
  if (version !== 'v1' || apps !== 'apps' || machines !== 'machines' || end !== undefined)
    throw new Refusal(404, 'Fly takes GET /fly/v1/apps/<app>/machines')
  if (call.method !== 'GET') throw new Refusal(405, 'machines are read, not moved')
  const app = flyNamed(world, requireName(name))
  const authorization = readHeader(call, 'authorization')
  remember(app.requests, { at: worldNow(world), authorization }, requestsKept)
  if (app.authorization !== '' && authorization !== app.authorization) throw new Refusal(401, 'unauthorized')
  if (app.status !== null) throw new Refusal(app.status, 'told to fail')
  if (takeFault(app, 'hang')) return pause(call, longestHang)
  if (takeFault(app, 'garbage')) return sendText(call, 200, 'application/json', '[{"id":')
  sendJson(call, 200, app.machines.map(asFlyWritesIt))
}

function takeFault(app: FlyApp, fault: 'hang' | 'garbage'): boolean {
  if (app[fault] === 0) return false
  app[fault] -= 1
  return true
}

function asFlyWritesIt({ id, state, since, autostart, group, platform, host, cordoned, killedAt }: FlyMachine) {
  const exit = { requested_stop: false, restarting: true, exit_code: 137, oom_killed: true }
  const killed = { type: 'exit', status: 'stopped', source: 'flyd', timestamp: killedAt, request: { exit_event: exit } }
  return {
    id,
    name: `machine-${id}`,
    state,
    region: 'ord',
    updated_at: new Date(since).toISOString(),
    host_status: host,
    cordoned,
    config: {
      image: 'registry.fly.io/app:deployment-1',
      metadata: { fly_platform_version: platform, fly_process_group: group },
      services: [{ protocol: 'tcp', internal_port: 8080, autostop: 'stop', autostart, min_machines_running: 0 }],
    },
    checks: [],
    events: [
      { type: 'start', status: state, source: 'flyd', timestamp: since },
      ...(killedAt === null ? [] : [killed]),
    ],
  }
}
