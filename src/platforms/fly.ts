// How the machines of an app on Fly are. Reading them goes to the Machines API and past the app, so it wakes nothing.

import * as z from 'zod'
import { err, ok, type Result } from '../core/result.ts'
import { SECOND } from '../core/time.ts'
import type { Machine } from '../core/watch/sleep.ts'
import { definePlatform, type PlatformContext } from './contract.ts'

const settings = z.strictObject({
  app: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'the name of an app on Fly, such as acme-api'),
  token: z.strictObject({
    secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'names a secret in capitals, like FLY_API_TOKEN'),
  }),
  api: z.string().min(1).default('https://api.machines.dev'),
})

type Settings = z.output<typeof settings>

const DEADLINE_MS = 5 * SECOND
const MOST_BYTES = 1024 * 1024

const GONE: readonly string[] = ['destroyed', 'replaced', 'migrated']

const STATES: Readonly<Record<string, Machine['state']>> = {
  started: 'awake',
  created: 'asleep',
  stopped: 'asleep',
  suspended: 'asleep',
  creating: 'changing',
  starting: 'changing',
  stopping: 'changing',
  restarting: 'changing',
  suspending: 'changing',
  destroying: 'changing',
  updating: 'changing',
  replacing: 'changing',
  launch_failed: 'broken',
  failed: 'broken',
}

const configuration = z.object({
  metadata: z.record(z.string(), z.string()).nullish(),
  services: z.array(z.object({ autostart: z.boolean().nullish() })).nullish(),
})

/** An exit says whether the machine ran out of memory. */
const event = z.object({
  status: z.string(),
  timestamp: z.number(),
  request: z
    .object({ exit_event: z.object({ oom_killed: z.boolean().nullish() }).nullish() })
    .nullish()
    .catch(null),
})

const machine = z.object({
  id: z.string(),
  state: z.string(),
  updated_at: z.string().nullish(),
  host_status: z.string().nullish(),
  cordoned: z.boolean().nullish(),
  /** Left out, or in part, while its host cannot be reached. */
  config: configuration.nullish(),
  incomplete_config: configuration.nullish(),
  events: z.array(event).nullish(),
})

type Listed = z.output<typeof machine>

export const fly = definePlatform({
  kind: 'fly',
  settings,
  targets: ({ api }) => [api],
  secrets: ({ token }) => [token.secret],
  machines,
})

async function machines({ app, token, api }: Settings, { io, secret }: PlatformContext): Promise<Result<Machine[]>> {
  const value = secret(token.secret)
  if (value === undefined) return err(`the secret ${token.secret} is not set`)
  const url = `${api.replace(/\/$/, '')}/v1/apps/${app}/machines`
  const headers = { authorization: authorization(value), accept: 'application/json' }
  const answer = await io.fetch({ url, headers, deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES })
  if (!answer.ok) return err(`Fly did not tell how its machines are (${answer.error.kind})`)
  const { status, bytes, body } = answer.value
  if (status !== 200) return err(refusal(status, app, token.secret))
  if (bytes >= MOST_BYTES) return err('Fly told of more machines than are read')
  const listed = readList(body)
  if (listed === null) return err('Fly answered 200 without a list of machines')
  const own = listed.filter(isOfApp)
  return own.every(({ state }) => Object.hasOwn(STATES, state))
    ? ok(own.map(machineOf))
    : err('Fly told of a machine in a state that is not known here')
}

/** As flyctl does: macaroons have a scheme of their own. What `fly tokens` prints begins with its scheme already. */
function authorization(pasted: string): string {
  const token = pasted.trim().replace(/^(?:FlyV1|Bearer)\s+/i, '')
  return `${/^(?:fm1[ra]|fm2)_/.test(token) ? 'FlyV1' : 'Bearer'} ${token}`
}

function refusal(status: number, app: string, secret: string): string {
  if (status === 401 || status === 403) return `Fly answered ${status}: ${secret} may not read the app ${app}`
  return status === 404 ? `Fly answered 404: there is no app ${app} that may be read` : `Fly answered ${status}`
}

function readList(body: string): Listed[] | null {
  try {
    return z.array(machine).safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

/** Machines that run a release's command, or somebody's console, come and go and answer no requests. */
function isOfApp(listed: Listed): boolean {
  const { fly_platform_version, fly_process_group } = configOf(listed).metadata ?? {}
  const isHelper = /^fly_app_(?:release_command|console)$/.test(fly_process_group ?? '')
  return fly_platform_version === 'v2' && !isHelper && !GONE.includes(listed.state)
}

function machineOf(listed: Listed): Machine {
  const { id, state, updated_at, host_status, cordoned, events } = listed
  const began = events?.filter(({ status }) => status === state).map(({ timestamp }) => timestamp) ?? []
  const since = began.length > 0 ? Math.max(...began) : Date.parse(updated_at ?? '')
  const killed = events?.filter(({ request }) => request?.exit_event?.oom_killed === true) ?? []
  const isReachable = host_status === 'ok' || !host_status
  return {
    id,
    state: isReachable ? (STATES[state] ?? 'broken') : 'broken',
    // Where nothing is said of it, the proxy starts what has stopped.
    canWake: !cordoned && (configOf(listed).services ?? []).some(({ autostart }) => autostart !== false),
    since: Number.isFinite(since) ? since : null,
    ...(killed.length > 0 && { killedAt: Math.max(...killed.map(({ timestamp }) => timestamp)) }),
  }
}

function configOf({ config, incomplete_config }: Listed): z.output<typeof configuration> {
  return config ?? incomplete_config ?? {}
}
