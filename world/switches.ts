// Owns which switches the world has, what each may be set to, and setting them; the API and the forms both come here.

import { worldNow } from './clock.ts'
import { type FlyApp, type FlyMachine, flyNamed, hostStates, machineStates, usualMachine } from './fly.ts'
import type { Resend } from './mails.ts'
import { readTarget, settle } from './receivers.ts'
import {
  listOf,
  oneOf,
  orNull,
  type Reader,
  type Readers,
  readSettings,
  recordOf,
  textOrJson,
  textThat,
  wholeNumber,
} from './settings.ts'
import {
  type Behaviour,
  certificates,
  type DnsRecord,
  dnsStatuses,
  freshBehaviour,
  type Jobs,
  jobEnds,
  jobMethods,
  jobsNamed,
  orderActions,
  type Receiver,
  type Release,
  receiverNamed,
  recordTypes,
  type Target,
  type TcpTarget,
  targetModes,
  targetNamed,
  tcpModes,
  tlsVersions,
  type WorldState,
  type Zone,
} from './state.ts'

const yesOrNo: Reader<boolean> = {
  wants: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
}
const milliseconds = wholeNumber(0, 3_600_000)
const times = wholeNumber(0, 1_000_000)

const headerValues: Reader<Record<string, string>> = {
  wants: 'an object of header names and texts',
  read: (value) => {
    const headers = recordOf(textThat('a text', (text) => /^[\x20-\x7e]*$/.test(text))).read(value)
    const areNames = headers && [...headers.keys()].every((name) => /^[A-Za-z0-9-]+$/.test(name))
    return areNames ? Object.fromEntries(headers) : undefined
  },
}

const behaviourReaders: Readers<Behaviour> = {
  mode: oneOf(targetModes),
  status: orNull(wholeNumber(200, 599)),
  latencyMs: orNull(milliseconds),
  everyMs: wholeNumber(1, 3_600_000),
  body: orNull(textOrJson),
  headers: headerValues,
}

const brokenBehaviour: Reader<Behaviour> = {
  wants: 'a behaviour with a mode',
  read: (value) => {
    const given = readSettings(behaviourReaders, value)
    return given.mode ? { ...freshBehaviour(), ...given } : undefined
  },
}

const targetReaders: Readers<Behaviour & Pick<Target, 'failNext' | 'brokenReleases'>> = {
  ...behaviourReaders,
  failNext: times,
  brokenReleases: recordOf(brokenBehaviour),
}

const resendReaders: Readers<Omit<Resend, 'count' | 'calls' | 'mails' | 'keys' | 'window'>> = {
  ratePerSecond: wholeNumber(1, 1_000_000),
  delayMs: milliseconds,
  rejectRecipient: listOf(textThat('a mail address', (text) => text.includes('@'))),
  status500Html: times,
  loseAnswer: times,
  hang: times,
  rateLimited: times,
  dailyQuota: times,
}

const release: Reader<Release | null> = {
  wants: 'null or an object with a sha and perhaps a version',
  read: readTarget,
}

const receiverReaders: Readers<Omit<Receiver, 'operations' | 'orders' | 'changes'>> = {
  secret: textThat('whsec_ and the base64 of 24 to 64 bytes', isSecret),
  live: release,
  switchMs: milliseconds,
  staleAfterMs: wholeNumber(0, 86_400_000),
  faultsOn: oneOf(['any', ...orderActions] as const),
  loseAnswer: times,
  fail: times,
  hang: times,
  status500: times,
}

const tcpReaders: Readers<Omit<TcpTarget, 'port' | 'count' | 'heard'>> = {
  mode: oneOf(tcpModes),
  tls: oneOf(['off', ...tlsVersions] as const),
  certificate: oneOf(certificates),
  banner: textThat('a text', () => true),
  answer: textThat('a text', () => true),
  latencyMs: milliseconds,
}

const dnsRecord: Reader<DnsRecord> = {
  wants: 'an object with a type that exists and its data, a text',
  read: (value) => {
    const { type, data } = readSettings({ type: oneOf(recordTypes), data: textThat('a text', () => true) }, value)
    return type === undefined || data === undefined ? undefined : { type, data }
  },
}

const zoneReaders: Readers<Zone> = { status: oneOf(dnsStatuses), records: listOf(dnsRecord) }

const jobsReaders: Readers<Omit<Jobs, 'made'>> = {
  completesAfter: times,
  ends: oneOf(jobEnds),
  key: textThat('a text', () => true),
  broken: listOf(oneOf(jobMethods)),
}

const machineReaders: Readers<FlyMachine> = {
  id: textThat('a name', (text) => text !== ''),
  state: oneOf(machineStates),
  since: wholeNumber(0, 8_640_000_000_000_000),
  autostart: yesOrNo,
  group: textThat('a text', () => true),
  platform: textThat('a text', () => true),
  host: oneOf(hostStates),
  cordoned: yesOrNo,
  killedAt: orNull(wholeNumber(0, 8_640_000_000_000_000)),
}

const machine: Reader<FlyMachine> = {
  wants: 'an object with a state, perhaps an id, since, autostart, group, platform, host, cordoned and killedAt',
  read: (value) => {
    const { state, ...rest } = readSettings(machineReaders, value)
    return state && { ...usualMachine, ...rest, state }
  },
}

const flyReaders: Readers<Omit<FlyApp, 'requests'>> = {
  authorization: textThat('a text', () => true),
  machines: listOf(machine),
  status: orNull(wholeNumber(400, 599)),
  garbage: times,
  hang: times,
}

const clockReaders: Readers<WorldState['clock']> = { now: orNull(wholeNumber(0, 8_640_000_000_000_000)) }

/** Naming a mode starts from that mode's defaults: a status left from yesterday's failure must not linger. */
export function setTarget(world: WorldState, name: string, input: unknown): Target {
  const given = readSettings(targetReaders, input)
  return Object.assign(targetNamed(world, name), given.mode ? freshBehaviour() : {}, given)
}

/** Whatever is not named is as it was at first, the port aside. */
export function setTcp(world: WorldState, name: string, input: unknown): TcpTarget {
  const quiet = { banner: '', answer: '', latencyMs: 0, count: 0, heard: [] }
  const fresh: TcpTarget = { mode: 'healthy', port: 0, tls: 'off', certificate: 'valid', ...quiet }
  const target = { ...fresh, ...readSettings(tcpReaders, input) }
  world.tcp.set(name, target)
  return target
}

export function setZone(world: WorldState, name: string, input: unknown): Zone {
  const zone: Zone = { status: 'NOERROR', records: [], ...readSettings(zoneReaders, input) }
  world.zones.set(name.toLowerCase(), zone)
  return zone
}

export function setResend(world: WorldState, input: unknown): Resend {
  return Object.assign(world.resend, readSettings(resendReaders, input))
}

export function setReceiver(world: WorldState, name: string, input: unknown): Receiver {
  const given = readSettings(receiverReaders, input)
  const receiver = receiverNamed(world, name)
  settle(receiver, worldNow(world))
  return Object.assign(receiver, given)
}

export function setJobs(world: WorldState, name: string, input: unknown): Jobs {
  return Object.assign(jobsNamed(world, name), readSettings(jobsReaders, input))
}

export function setFly(world: WorldState, name: string, input: unknown): FlyApp {
  const given = readSettings(flyReaders, input)
  return Object.assign(flyNamed(world, name), given)
}

export function setClock(world: WorldState, input: unknown): WorldState['clock'] {
  return Object.assign(world.clock, readSettings(clockReaders, input))
}

function isSecret(text: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1]
  if (!encoded || encoded.length % 4 !== 0) return false
  const { length } = Buffer.from(encoded, 'base64')
  return length >= 24 && length <= 64
}
