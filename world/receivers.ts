// Owns the rollback receivers (a VPS agent, a CI bridge): each converges on the release it is told; it never trusts an unsigned word.
import {
  type Call,
  cutLine,
  isRecord,
  parseJson,
  Refusal,
  readBody,
  readHeader,
  requireName,
  sendJson,
} from './call.ts'
import { worldNow } from './clock.ts'
import { signatureProblem } from './signature.ts'
import {
  type Operation,
  type Order,
  type OrderAction,
  type OrderOutcome,
  orderActions,
  type Receiver,
  type Release,
  receiverNamed,
  remember,
  type WorldState,
} from './state.ts'

type Instruction = { operationId: string; issuedAt: number; action: OrderAction; target: Release | null }
type Verdict = { outcome: OrderOutcome; reason?: string }
type ReceiverFault = 'loseAnswer' | 'fail' | 'hang' | 'status500'

const ordersKept = 1000

export async function answerReceiver(world: WorldState, call: Call): Promise<void> {
  const receiver = receiverNamed(world, requireName(call.parts[1]))
  if (call.method !== 'POST') throw new Refusal(405, 'a receiver takes POST only')
  const body = (await readBody(call)).toString()
  const now = worldNow(world)
  const problem = signatureProblem(receiver.secret, call, body, now)
  const order: Order = {
    at: now,
    webhookId: readHeader(call, 'webhook-id'),
    verified: problem === null,
    body: parseJson(body) ?? body,
    status: null,
    outcome: null,
  }
  remember(receiver.orders, order, ordersKept)
  if (problem !== null) return send(call, order, 401, { error: problem })
  const instruction = readInstruction(order.body)
  if (typeof instruction === 'string') return send(call, order, 400, { error: instruction })
  obey(receiver, call, order, instruction)
}

/** What is live at a receiver of that name, once a switch that has had its time is counted. */
export function liveRelease(world: WorldState, name: string): Release | null {
  const receiver = world.receivers.get(name)
  if (!receiver) return null
  settle(receiver, worldNow(world))
  return receiver.live
}

/** Brings a switch that has had its time to its end; called before anything is read from a receiver. */
export function settle(receiver: Receiver, now: number): void {
  for (const operation of receiver.operations.values()) {
    if (operation.settled || now < operation.readyAt) continue
    operation.settled = true
    if (operation.final === 'failed' || operation.target.sha === receiver.live?.sha) continue
    const change = { at: operation.readyAt, from: receiver.live, to: operation.target, operation_id: operation.id }
    receiver.changes.push(change)
    receiver.live = operation.target
  }
}

function obey(receiver: Receiver, call: Call, order: Order, instruction: Instruction): void {
  const { action, operationId } = instruction
  if (takeFault(receiver, 'hang', action)) return
  if (takeFault(receiver, 'status500', action)) {
    send(call, order, 500, { error: 'internal error' })
    return
  }
  settle(receiver, order.at)
  const { outcome, reason } = decide(receiver, instruction, order.at)
  order.outcome = outcome
  const answer = { operation_id: operationId, outcome, live: receiver.live }
  if (takeFault(receiver, 'loseAnswer', action)) cutLine(call)
  else send(call, order, 200, reason === undefined ? answer : { ...answer, reason })
}

/** A known operation is answered before its age is looked at: repeating it changes nothing, whenever it comes. */
function decide(receiver: Receiver, { operationId, issuedAt, action, target }: Instruction, now: number): Verdict {
  if (action === 'probe') return { outcome: 'alive' }
  const known = receiver.operations.get(operationId)
  if (known) return outcomeOf(known)
  if (action === 'status') return { outcome: 'unknown' }
  if (target === null) return { outcome: 'refused', reason: 'no target release' }
  if (Math.abs(now - issuedAt) > receiver.staleAfterMs) return { outcome: 'refused', reason: 'stale' }
  if ([...receiver.operations.values()].some((operation) => !operation.settled)) return { outcome: 'busy' }
  return outcomeOf(start(receiver, operationId, target, now))
}

function start(receiver: Receiver, id: string, target: Release, now: number): Operation {
  const isLive = receiver.live?.sha === target.sha
  const final = !isLive && takeFault(receiver, 'fail', 'rollback') ? 'failed' : 'done'
  const operation: Operation = { id, target, final, readyAt: isLive ? now : now + receiver.switchMs, settled: false }
  receiver.operations.set(id, operation)
  settle(receiver, now)
  return operation
}

function outcomeOf({ settled, final }: Operation): Verdict {
  if (!settled) return { outcome: 'running' }
  return final === 'failed' ? { outcome: 'failed', reason: 'the switch command exited with 7' } : { outcome: 'done' }
}

function takeFault(receiver: Receiver, fault: ReceiverFault, action: OrderAction): boolean {
  const isMeant = receiver.faultsOn === 'any' || receiver.faultsOn === action
  if (!isMeant || receiver[fault] === 0) return false
  receiver[fault] -= 1
  return true
}

function send(call: Call, order: Order, status: number, body: object): void {
  order.status = status
  sendJson(call, status, body)
}

/** The instruction inside a body, or a sentence about what is wrong with it. */
function readInstruction(body: unknown): Instruction | string {
  if (!isRecord(body) || !isRecord(body.data)) return 'the body must be a JSON object with data'
  const { operation_id, issued_at, action, service } = body.data
  const known = orderActions.find((one) => one === action)
  if (!known) return `data.action must be one of ${orderActions.join(', ')}`
  if (body.type !== `rollback.${known}`) return `type must be "rollback.${known}"`
  if (!isInstant(body.timestamp)) return 'timestamp must be an ISO instant'
  if (typeof operation_id !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(operation_id)) {
    return 'data.operation_id must be 1 to 200 visible ASCII characters'
  }
  if (!isInstant(issued_at)) return 'data.issued_at must be an ISO instant'
  if (typeof service !== 'string' || service === '') return 'data.service must be a name'
  const target = readTarget(body.data.target)
  if (target === undefined) return 'data.target must be null or an object with a sha'
  return { operationId: operation_id, issuedAt: Date.parse(issued_at), action: known, target }
}

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
}

export function readTarget(value: unknown): Release | null | undefined {
  if (value === null) return null
  if (!isRecord(value) || typeof value.sha !== 'string' || value.sha === '') return undefined
  if (value.version === undefined || value.version === null) return { sha: value.sha }
  return typeof value.version === 'string' ? { sha: value.sha, version: value.version } : undefined
}
