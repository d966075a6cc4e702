// Owns the shape of everything the world remembers and its fresh state; holds no behaviour beyond that.

import type { FlyApp } from './fly.ts'
import { freshResend, type Resend } from './mails.ts'

export const targetModes = [
  'healthy',
  'slow',
  'failing',
  'hanging',
  'hanging-body',
  'dripping',
  'lying',
  'refusing',
  'redirecting',
  'huge',
] as const
export type TargetMode = (typeof targetModes)[number]

/** What a target does with a request; null leaves the choice to the mode. */
export type Behaviour = {
  mode: TargetMode
  status: number | null
  latencyMs: number | null
  everyMs: number
  body: string | null
  headers: Record<string, string>
}

type Visit = { at: number; method: string; path: string; headers: Record<string, string> }

export type Target = Behaviour & {
  failNext: number
  brokenReleases: Map<string, Behaviour>
  count: number
  openNow: number
  mostOpen: number
  requests: Visit[]
}

export const orderActions = ['probe', 'status', 'rollback'] as const
export type OrderAction = (typeof orderActions)[number]
export type OrderOutcome = 'alive' | 'unknown' | 'running' | 'done' | 'failed' | 'refused' | 'busy'

export type Release = { sha: string; version?: string }
export type Operation = { id: string; target: Release; final: 'done' | 'failed'; readyAt: number; settled: boolean }
type Change = { at: number; from: Release | null; to: Release; operation_id: string }

/** One request to a receiver; `status` is null when no answer left the world. */
export type Order = {
  at: number
  webhookId: string | null
  verified: boolean
  body: unknown
  status: number | null
  outcome: OrderOutcome | null
}

export type Receiver = {
  secret: string
  live: Release | null
  switchMs: number
  staleAfterMs: number
  faultsOn: 'any' | OrderAction
  loseAnswer: number
  fail: number
  hang: number
  status500: number
  operations: Map<string, Operation>
  orders: Order[]
  changes: Change[]
}

export const jobMethods = ['POST', 'GET', 'DELETE'] as const
export const jobEnds = ['completed', 'failed', 'never'] as const

export type Job = {
  id: string
  at: number
  body: unknown
  idempotencyKey: string | null
  polls: number
  isDeleted: boolean
}

/** A job ends when it is asked about for the `completesAfter`th time; with a key, whoever has none in `x-api-key` is refused. */
export type Jobs = {
  completesAfter: number
  ends: (typeof jobEnds)[number]
  key: string
  broken: (typeof jobMethods)[number][]
  made: Job[]
}

export const tcpModes = ['healthy', 'banner', 'hanging', 'dripping', 'closing', 'endless'] as const
export const tlsVersions = ['any', '1.1', '1.3'] as const
/** Each is a file in world/certificates. */
export const certificates = ['valid', 'issued', 'expired', 'future', 'other'] as const

/** What listens on a port of its own; with a banner it speaks first, and `answer` is what it says to whatever it hears. */
export type TcpTarget = {
  mode: (typeof tcpModes)[number]
  port: number
  tls: 'off' | (typeof tlsVersions)[number]
  certificate: (typeof certificates)[number]
  banner: string
  answer: string
  latencyMs: number
  count: number
  heard: string[]
}

export const recordTypes = ['A', 'NS', 'CNAME', 'MX', 'TXT', 'AAAA', 'SRV', 'CAA'] as const
export const dnsStatuses = ['NOERROR', 'SERVFAIL', 'NXDOMAIN', 'REFUSED'] as const
export type DnsRecord = { type: (typeof recordTypes)[number]; data: string }
/** What the resolver knows of one name. */
export type Zone = { status: (typeof dnsStatuses)[number]; records: DnsRecord[] }

export type EnvelopeItem = { type: string; header: unknown; payload: unknown }
type Envelope = { at: number; project: string; header: unknown; items: EnvelopeItem[] }

export type WorldState = {
  clock: { now: number | null }
  targets: Map<string, Target>
  tcp: Map<string, TcpTarget>
  zones: Map<string, Zone>
  resend: Resend
  receivers: Map<string, Receiver>
  jobs: Map<string, Jobs>
  fly: Map<string, FlyApp>
  sentry: { count: number; envelopes: Envelope[] }
}

export function freshWorld(): WorldState {
  return {
    clock: { now: null },
    targets: new Map(),
    tcp: new Map(),
    zones: new Map(),
    resend: freshResend(),
    receivers: new Map(),
    jobs: new Map(),
    fly: new Map(),
    sentry: { count: 0, envelopes: [] },
  }
}

export function freshBehaviour(mode: TargetMode = 'healthy'): Behaviour {
  return { mode, status: null, latencyMs: null, everyMs: 1000, body: null, headers: {} }
}

/** Any name exists on demand: the first mention makes a healthy target. */
export function targetNamed(world: WorldState, name: string): Target {
  const target = world.targets.get(name) ?? freshTarget()
  world.targets.set(name, target)
  return target
}

/** Any name exists on demand: the first mention makes a receiver with nothing deployed. */
export function receiverNamed(world: WorldState, name: string): Receiver {
  const receiver = world.receivers.get(name) ?? freshReceiver()
  world.receivers.set(name, receiver)
  return receiver
}

/** Any name exists on demand: the first mention makes a service without jobs. */
export function jobsNamed(world: WorldState, name: string): Jobs {
  const jobs = world.jobs.get(name) ?? { completesAfter: 3, ends: 'completed', key: '', broken: [], made: [] }
  world.jobs.set(name, jobs)
  return jobs
}

/** Adds to a record of what happened lately and forgets what is older than the newest `most`. */
export function remember<T>(list: T[], item: T, most: number): void {
  list.push(item)
  if (list.length > most) list.shift()
}

function freshTarget(): Target {
  return {
    ...freshBehaviour(),
    failNext: 0,
    brokenReleases: new Map(),
    count: 0,
    openNow: 0,
    mostOpen: 0,
    requests: [],
  }
}

function freshReceiver(): Receiver {
  return {
    secret: `whsec_${btoa('world-receiver-secret-0000000000')}`,
    live: null,
    switchMs: 0,
    staleAfterMs: 300_000,
    faultsOn: 'any',
    loseAnswer: 0,
    fail: 0,
    hang: 0,
    status500: 0,
    operations: new Map(),
    orders: [],
    changes: [],
  }
}
