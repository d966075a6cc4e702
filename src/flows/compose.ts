// Effects become vendor calls, frozen to the byte: a repetition sends what was owed, whatever has changed since.

import type { Message } from '../channels/contract.ts'
import { channels } from '../channels/index.ts'
import { type Incident, keyOf } from '../core/incident.ts'
import { callNotice, tenantNotice } from '../core/message.ts'
import type { Effect } from '../core/respond.ts'
import type { Round } from '../core/round.ts'
import { DAY } from '../core/time.ts'
import type { LinkAction } from '../seal.ts'
import type { OwedCall } from '../store/outbox.ts'
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
    const incident = incidents.get(effect.incident)
    if (incident !== undefined) owed.push(...(await compose({ effect, incident, contacts, ports, round })))
  }
  return owed
}

type Composing = { effect: Effect; incident: Incident; contacts: readonly Contact[]; ports: ComposePorts; round: Round }

async function compose(composing: Composing): Promise<OwedCall[]> {
  const { effect } = composing
  switch (effect.kind) {
    case 'call':
      return mail(composing, await callMessages(effect, composing))
    case 'notice':
      return mail(composing, noticeMessages(effect, composing))
    case 'order':
      return orderCall(effect, composing)
  }
}

function mail({ effect, incident, ports }: Composing, messages: Message[]): OwedCall[] {
  const { perCall, compose: freeze } = channels.email
  const calls = Array.from({ length: Math.ceil(messages.length / perCall) }, (_, index) =>
    messages.slice(index * perCall, (index + 1) * perCall),
  )
  return calls.map((batch, index) => ({
    key: calls.length === 1 ? effect.key : `${effect.key}.${index + 1}`,
    carrier: 'channel:email',
    what: effect.kind === 'notice' ? effect.notice : 'call',
    incident: incident.ref,
    service: null,
    call: freeze(batch, ports.sender),
    recipients: batch.map((message) => message.to),
  }))
}

function noticeMessages({ notice, tenants }: Effect & { kind: 'notice' }, composing: Composing): Message[] {
  const { contacts, incident, ports, round } = composing
  return contacts
    .filter((contact) => tenants.includes(contact.tenant))
    .map((contact) => ({
      audience: 'tenant',
      to: contact.email,
      thread: keyOf(incident),
      notice: tenantNotice(notice, incident, {
        runbook: ports.runbook,
        now: round.now,
        tenant: contact.name,
        statusUrl: ports.publicUrl,
      }),
    }))
}

async function callMessages(
  { responders, reason }: Effect & { kind: 'call' },
  composing: Composing,
): Promise<Message[]> {
  const { incident, ports, round } = composing
  const { runbook, seal } = ports
  const expiresAt = round.now + LINK_LIFE_MS
  const messages: Message[] = []
  for (const { id, why } of responders) {
    const responder = runbook.responders[id]
    if (responder === undefined) continue
    const token = (action: LinkAction) => seal.close({ action, incident: incident.ref, responder: id, expiresAt })
    const isWaiting = incident.rollback?.state === 'suggested'
    const links = {
      respondUrl: `${ports.publicUrl}/respond/${incident.ref}?key=${await token('respond')}`,
      acknowledgeUrl: `${ports.publicUrl}/links/${await token('acknowledge')}`,
      approveUrl: isWaiting ? `${ports.publicUrl}/links/${await token('approve')}` : null,
    }
    const notice = callNotice(incident, { runbook, responder, why, reason, links })
    messages.push({ audience: 'responder', to: responder.email, thread: keyOf(incident), notice })
  }
  return messages
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
