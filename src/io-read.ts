// Reading what the other side says, over HTTP or TCP: never more than a cap, and what went wrong where it says nothing.

import type { FailureKind } from './core/watch/observation.ts'

export type Trouble = {
  kind: FailureKind
  detail: string
  status: number | null
  headersMs: number | null
  totalMs: number
  bytes: number
}

/** Is given the bytes as they come, and says when it has heard enough. */
export type Ear = (piece: Uint8Array) => boolean

export type Reading = { maxBytes: number; seen: { bytes: number }; signal: AbortSignal; ear: Ear }

export async function readCapped(body: ReadableStream | null, { maxBytes, seen, signal, ear }: Reading): Promise<void> {
  if (body === null) return
  const reader = body.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    seen.bytes += value.byteLength
    const isEnough = ear(value)
    if (signal.aborted) throw signal.reason
    if (isEnough || seen.bytes >= maxBytes) return reader.cancel()
  }
}

export function textEar(until?: string): { ear: Ear; text(): string } {
  const decoder = new TextDecoder()
  let heard = ''
  const ear = (piece: Uint8Array) => {
    // Only what is new is searched: a text that drips in would otherwise be read from its beginning with every drop.
    const from = heard.length - (until?.length ?? 0)
    heard += decoder.decode(piece, { stream: true })
    return until !== undefined && heard.includes(until, from)
  }
  return { ear, text: () => heard }
}
