// Owns a Sentry that takes everything: it unpacks envelopes and keeps them; it never judges what is in them.
import { gunzipSync } from 'node:zlib'
import { type Call, isRecord, parseJson, Refusal, readBody, readHeader, sendJson } from './call.ts'
import { worldNow } from './clock.ts'
import { type EnvelopeItem, remember, type WorldState } from './state.ts'

const envelopesKept = 500
const newline = 10

export async function answerSentry(world: WorldState, call: Call): Promise<void> {
  const [, api, project, envelope, end] = call.parts
  if (api !== 'api' || !project || envelope !== 'envelope' || end) {
    throw new Refusal(404, 'Sentry takes POST /sentry/api/<project>/envelope/')
  }
  if (call.method !== 'POST') throw new Refusal(405, 'an envelope is posted')
  const body = await readBody(call)
  const { header, items } = openEnvelope(readHeader(call, 'content-encoding') === 'gzip' ? unzip(body) : body)
  world.sentry.count += 1
  remember(world.sentry.envelopes, { at: worldNow(world), project, header, items }, envelopesKept)
  sendJson(call, 200, isRecord(header) && typeof header.event_id === 'string' ? { id: header.event_id } : {})
}

function unzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body)
  } catch {
    throw new Refusal(400, 'the body is not gzip')
  }
}

// An item may state its length in bytes and then hold newlines; without one it ends with its line.
function openEnvelope(bytes: Buffer): { header: unknown; items: EnvelopeItem[] } {
  const items: EnvelopeItem[] = []
  const first = takeLine(bytes, 0)
  const envelopeHeader = parseJson(first.text)
  if (!isRecord(envelopeHeader)) throw new Refusal(400, 'the envelope has no header')
  for (let at = first.next; at < bytes.length; ) {
    const line = takeLine(bytes, at)
    at = line.next
    if (line.text === '') continue
    const header = parseJson(line.text)
    if (!isRecord(header)) throw new Refusal(400, 'an item has no header')
    const payload = typeof header.length === 'number' ? takeBytes(bytes, at, header.length) : takeLine(bytes, at)
    items.push({ type: String(header.type), header, payload: parseJson(payload.text) ?? payload.text })
    at = payload.next
  }
  return { header: envelopeHeader, items }
}

type Taken = { text: string; next: number }

function takeLine(bytes: Buffer, from: number): Taken {
  const end = bytes.indexOf(newline, from)
  return end < 0
    ? { text: bytes.toString('utf8', from), next: bytes.length }
    : { text: bytes.toString('utf8', from, end), next: end + 1 }
}

function takeBytes(bytes: Buffer, from: number, length: number): Taken {
  return { text: bytes.toString('utf8', from, from + length), next: from + length }
}
