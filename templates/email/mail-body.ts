// What a mail says, before it has a form: the html and the text are made from the same blocks, so they cannot disagree.

import { hrefOf } from '../words.ts'

/** href null: an address that is shown but leads nowhere. */
export type Span = string | { text: string; href: string | null }

export type Button = { label: string; href: string; look: 'main' | 'quiet' | 'danger' }

export type Block =
  | { kind: 'paragraph'; spans: Span[] }
  | { kind: 'fact'; label: string; spans: Span[] }
  | { kind: 'list'; label: string; items: readonly string[]; isOrdered: boolean }
  | { kind: 'buttons'; buttons: Button[]; hint: string | null }

export type MailBody = {
  /** What a phone shows beside the subject. */
  preheader: string
  kicker: string
  heading: string
  tone: 'trouble' | 'better' | 'good'
  blocks: Block[]
  signature: string
  footer: Span[]
}

export function paragraph(...spans: Span[]): Block {
  return { kind: 'paragraph', spans }
}

export function fact(label: string, ...spans: Span[]): Block {
  return { kind: 'fact', label, spans }
}

/** A list, or a fact in words where there is nothing to list. */
export function list(label: string, items: readonly string[], ifNone: string): Block {
  return items.length === 0 ? fact(label, ifNone) : { kind: 'list', label, items, isOrdered: false }
}

/** Steps to take in this order; nothing at all where there are none. */
export function steps(label: string, items: readonly string[]): Block[] {
  return items.length === 0 ? [] : [{ kind: 'list', label, items, isOrdered: true }]
}

export function address(contact: string): Span {
  return { text: contact, href: hrefOf(contact) }
}

/** Header values are one line: whatever could end it becomes a space. */
export function subjectLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}
