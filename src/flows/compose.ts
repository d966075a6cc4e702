// Effects become vendor calls, frozen to the byte: a repetition sends what was owed, whatever has changed since.

import type { Message, Recipient } from '../channels/contract.ts'
import { channels } from '../channels/index.ts'
import type { Round } from '../core/desk/round.ts'
import { type Incident, keyOf } from '../core/incident/incident.ts'
import type { Effect } from '../core/incident/response.ts'
import { insightOf } from '../core/insight/insight.ts'
import { DAY } from '../core/time.ts'
import { callNotice, tenantNotice } from '../core/view/message.ts'
import type { CallNotice, ReminderNotice, TenantNotice } from '../core/view/notice.ts'
import type { LinkAction } from '../seal.ts'
import { AMENDMENT, ASSESSMENT, type OwedCall } from '../store/outbox.ts'
import { pastOf } from '../store/recurrence.ts'
import { type Contact, contactsOf } from '../store/tenants.ts'
import type { System } from './system.ts'

export type ComposePorts = Pick<System, 'db' | 'runbook' | 'sender' | 'publicUrl' | 'seal'>

/** How long a link in a message to a responder works. */
const LINK_LIFE_MS = 7 * DAY

export async function composeEffects(round: Round, ports: ComposePorts): Promise<OwedCall[]> {
  const told = round.effects.flatMap((effect) => (effect.kind === 'notice' ? effect.tenants : []))
  const contacts = told.length === 0 ? [] : await contactsOf(ports.db, [...new Set(told)])
  const incidents = new Map(round.incidents.map((incident) => [incident.ref, incident]))
  const owed: OwedCall[] = []
  for (const effect of round.effects) {
    if (effect.kind === 'remind') {
      owed.push(...(await reminderCalls(effect, round, ports)))
      continue
    }
    const incident = incidents.get(effect.incident)
    if (incident !== undefined) owed.push(...(await compose({ effect, incident, contacts, ports, round })))
  }
  return owed
}

type AboutIncident = Exclude<Effect, { kind: 'remind' }>

type Composing = {
  effect: AboutIncident
  incident: Incident
  contacts: readonly Contact[]
  ports: ComposePorts
  round: Round
}

async function compose(composing: Composing): Promise<OwedCall[]> {
  const { effect } = composing
  switch (effect.kind) {
    case 'call':
      return freeze(await callLetters(effect, composing), envelopeOf(composing), composing.ports)
    case 'notice':
      return freeze(noticeLetters(effect, composing), envelopeOf(composing), composing.ports)
    case 'amend':
      return [amendmentCall(effect, composing)]
    case 'assess':
      return [assessmentCall(effect, composing)]
    case 'order':
      return orderCall(effect, composing)
  }
}

/** A message that no channel has been chosen for yet. */
type Letter = { recipient: Recipient; body: Body }
type Body =
  | { audience: 'tenant'; notice: TenantNotice }
  | { audience: 'responder'; notice: CallNotice }
  | { audience: 'reminded'; notice: ReminderNotice }

type Envelope = Pick<OwedCall, 'key' | 'what' | 'incident' | 'service'> & { thread: string }

function envelopeOf({ effect, incident }: Composing): Envelope {
  const what = effect.kind === 'notice' ? effect.notice : 'call'
  return { key: effect.key, what, incident: incident.ref, service: incident.service, thread: keyOf(incident) }
}

/** Every channel carries what it can reach, in calls as large as its vendor takes them. */
function freeze(
  letters: readonly Letter[],
  { key, thread, ...envelope }: Envelope,
  { sender }: ComposePorts,
): OwedCall[] {
  return Object.values(channels).flatMap((channel) => {
    const messages = letters.flatMap(({ recipient, body }): Message[] => {
      const to = channel.reach(recipient)
      return to === null ? [] : [{ to, thread, ...body }]
    })
    const calls = chunk(messages, channel.perCall)
    return calls.map((batch, index) => ({
      ...envelope,
      key: `${key}/${channel.kind}${calls.length === 1 ? '' : `-${index + 1}`}`,
      carrier: `channel:${channel.kind}`,
      call: channel.compose(batch, sender),
      recipients: batch.map((message) => message.to),
    }))
  })
}

type Reminder = Effect & { kind: 'remind' }

async function reminderCalls(effect: Reminder, round: Round, ports: ComposePorts): Promise<OwedCall[]> {
  const { key, about, items } = effect
  const responder = ports.runbook.responders[effect.responder]
  if (responder === undefined) return []
  const expiresAt = round.now + LINK_LIFE_MS
  const token = await ports.seal.close({ action: 'respond', incident: null, responder: responder.id, expiresAt })
  const notice: ReminderNotice = {
    organisation: ports.runbook.organisation.name,
    responder: responder.name,
    about,
    items,
    respondUrl: `${ports.publicUrl}/respond?key=${token}`,
  }
  const letter: Letter = { recipient: { email: responder.email }, body: { audience: 'reminded', notice } }
  return freeze([letter], { key, what: 'reminder', incident: null, service: null, thread: key }, ports)
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

function noticeLetters({ notice, tenants }: Effect & { kind: 'notice' }, composing: Composing): Letter[] {
  const { contacts, incident, ports, round } = composing
  const context = { runbook: ports.runbook, now: round.now, statusUrl: ports.publicUrl }
  return contacts
    .filter((contact) => tenants.includes(contact.tenant))
    .map(({ email, name }) => ({
      recipient: { email },
      body: { audience: 'tenant', notice: tenantNotice(notice, incident, { ...context, tenant: name }) },
    }))
}

async function callLetters({ responders, reason }: Effect & { kind: 'call' }, composing: Composing): Promise<Letter[]> {
  const { incident, ports, round } = composing
  const { runbook } = ports
  const before = await pastOf(ports.db, insightOf(incident).recursFrom)
  const letters: Letter[] = []
  for (const { id, why } of responders) {
    const responder = runbook.responders[id]
    if (responder === undefined) continue
    const links = await linksFor(id, composing)
    const notice = callNotice(incident, { runbook, now: round.now, responder, why, reason, before, links })
    letters.push({ recipient: { email: responder.email }, body: { audience: 'responder', notice } })
  }
  return letters
}

async function linksFor(responder: string, { incident, ports: { seal, publicUrl }, round }: Composing) {
  const expiresAt = round.now + LINK_LIFE_MS
  const token = (action: LinkAction) => seal.close({ action, incident: incident.ref, responder, expiresAt })
  const isWaiting = incident.rollback?.state === 'suggested'
  return {
    respondUrl: `${publicUrl}/respond/${incident.ref}?key=${await token('respond')}`,
    acknowledgeUrl: `${publicUrl}/links/${await token('acknowledge')}`,
    approveUrl: isWaiting ? `${publicUrl}/links/${await token('approve')}` : null,
  }
}

function amendmentCall({ key, amendments }: Effect & { kind: 'amend' }, { incident }: Composing): OwedCall {
  const { ref, service } = incident
  const call = JSON.stringify(amendments)
  return { key, carrier: AMENDMENT, what: 'amendment', incident: ref, service, call, recipients: [] }
}

/** Nothing to freeze: what is asked is how things are when somebody looks. */
function assessmentCall({ key }: Effect & { kind: 'assess' }, { incident: { ref, service } }: Composing): OwedCall {
  const nobody = { call: '', recipients: [] }
  return { key, carrier: ASSESSMENT, what: 'assessment', incident: ref, service, ...nobody }
}

/** The settings are looked up when it leaves; what is frozen is the operation and its target. */
function orderCall({ key, service, target }: Effect & { kind: 'order' }, { incident, ports }: Composing): OwedCall[] {
  const policy = ports.runbook.services[service]?.rollback
  if (!policy) return []
  return [
    {
      key,
      carrier: `platform:${policy.platform.kind}`,
      what: 'rollback',
      incident: incident.ref,
      service,
      call: JSON.stringify(target),
      recipients: [service],
    },
  ]
}
