// Where a drill plays: a running Watchkeeper whose minutes are fired by hand, and the world around it. The same drills are
// played on the live local stack and inside the tests.

import type { Incident } from '../src/core/incident/incident.ts'

/** What the API says of an incident, as far as the drills read it. */
export type IncidentDocument = Pick<
  Incident,
  'ref' | 'phase' | 'severity' | 'reasons' | 'suspect' | 'gate' | 'rollback'
>
export type Story = {
  incident: IncidentDocument
  timeline: { at: string; by: string; kind: string; text: string; detail: string[] }[]
}

type WorldState = { receivers: Record<string, { changes: Change[] } | undefined> }

export type Sent = { to: string[]; subject: string; text: string; idempotencyKey: string | null }
export type Change = { from: { sha: string } | null; to: { sha: string }; operation_id: string }

/** How a stage reaches the product; all else is HTTP to the world. */
export type Theatre = {
  worldUrl: string
  /** Story time at which the drill begins; a whole minute. */
  begin: number
  fire(at: number): Promise<void>
  request(path: string, init: RequestInit): Promise<Response>
  token: string
  /** Told of each expectation as it is checked. */
  note(sentence: string, isMet: boolean, detail: string): void
}

const MINUTE_MS = 60_000
const CLOCK_HEADER = 'x-watchkeeper-now'

export type Stage = Awaited<ReturnType<typeof openStage>>

export async function openStage(theatre: Theatre) {
  const { worldUrl, begin } = theatre
  let minute = 0
  const now = () => begin + minute * MINUTE_MS

  async function control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const init = {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const answer = await fetch(`${worldUrl}/control/${path}`, init)
    if (!answer.ok) throw new Error(`the world refused ${method} ${path}: ${await answer.text()}`)
    return await answer.json()
  }

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { [CLOCK_HEADER]: String(now()), ...init.headers }
    return await theatre.request(path, { ...init, headers, redirect: 'manual' })
  }

  async function api<T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
    const answer = await request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${theatre.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  /** `apart`: nobody comes in the minutes between. */
  async function pass(minutes: number, apart = 1): Promise<void> {
    for (let passed = 0; passed < minutes; passed++) {
      await control('PUT', 'clock', { now: now() })
      await theatre.fire(now())
      minute += apart
    }
  }

  await control('POST', 'reset')
  await control('PUT', 'clock', { now: now() })

  return {
    now,
    pass,
    api,
    control,
    request,
    page: async (path: string) => await (await request(path)).text(),
    mails: async (): Promise<Sent[]> => await control<Sent[]>('GET', 'mails'),
    changes: async (receiver: string): Promise<Change[]> =>
      (await control<WorldState>('GET', 'state')).receivers[receiver]?.changes ?? [],
    story: async (ref: string): Promise<Story> => (await api<Story>('GET', `/incidents/${ref}`)).body,
    expect(sentence: string, isMet: boolean, detail: unknown = ''): void {
      theatre.note(sentence, isMet, isMet ? '' : JSON.stringify(detail))
    },
  }
}
