// What the simulated Resend remembers: its mails, its calls, and the faults it was asked for.

export type Mail = {
  id: string
  at: number
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyTo: string[]
  subject: string
  html: string | null
  text: string | null
  headers: Record<string, string>
  tags: { name: string; value: string }[]
  idempotencyKey: string | null
}

type KeptAnswer = { at: number; fingerprint: string; body: object | null }
export type ResendCall = { at: number; path: string; idempotencyKey: string | null; status: number | null }

export type Resend = {
  ratePerSecond: number
  delayMs: number
  rejectRecipient: string[]
  status500Html: number
  loseAnswer: number
  hang: number
  rateLimited: number
  dailyQuota: number
  count: number
  calls: ResendCall[]
  mails: Mail[]
  keys: Map<string, KeptAnswer>
  window: { startedAt: number; used: number }
}

export function freshResend(): Resend {
  return {
    ratePerSecond: 1000,
    delayMs: 0,
    rejectRecipient: [],
    status500Html: 0,
    loseAnswer: 0,
    hang: 0,
    rateLimited: 0,
    dailyQuota: 0,
    count: 0,
    calls: [],
    mails: [],
    keys: new Map(),
    window: { startedAt: 0, used: 0 },
  }
}
