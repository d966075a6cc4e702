// What a way of telling people has to offer. Composing happens when the message is owed and is frozen with it;
// sending repeats the frozen call under one key until an outcome is final.

import type { Outcome } from '../core/outcome.ts'
import type { CallNotice, ReminderNotice, TenantNotice } from '../core/view/notice.ts'
import type { Io } from '../io.ts'

/** Ways to reach somebody; a channel takes the one it knows. */
export type Recipient = { email: string }

export type Message = { to: string; thread: string } & (
  | { audience: 'tenant'; notice: TenantNotice }
  | { audience: 'responder'; notice: CallNotice }
  | { audience: 'reminded'; notice: ReminderNotice }
)

export type Sender = { from: string; replyTo: string }

export type ChannelContext = { io: Io; secret(name: string): string | undefined }

export type Channel = {
  kind: string
  /** Names that have to be set for it to work. */
  needs: readonly string[]
  /** Where this channel reaches somebody; null: it does not. */
  reach(recipient: Recipient): string | null
  /** How many messages one vendor call may carry. */
  perCall: number
  /** The exact vendor call, as text: the same for every attempt, so a key can stand for it. */
  compose(messages: readonly Message[], sender: Sender): string
  send(call: string, key: string, context: ChannelContext): Promise<Outcome>
}
