// Owns one HTTP exchange: reading a request, answering it plainly or badly; knows nothing of what is simulated.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { WorldState } from './state.ts'

export type Call = { request: IncomingMessage; response: ServerResponse; url: URL; parts: string[]; method: string }

/** One door of the world: everything below one first path segment. */
export type Door = (world: WorldState, call: Call) => void | Promise<void>

/** A request that cannot be served; the router turns it into a JSON answer. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const largestBody = 42_000_000

export function openCall(request: IncomingMessage, response: ServerResponse): Call {
  const url = URL.parse(`http://world${request.url ?? '/'}`) ?? new URL('http://world/')
  const parts = url.pathname.split('/').slice(1).map(decodePart)
  return { request, response, url, parts, method: request.method ?? 'GET' }
}

export async function readBody(call: Call): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of call.request) {
    size += chunk.length
    if (size > largestBody) throw new Refusal(413, 'the body is larger than 42 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The parsed body, or undefined when it is not JSON: no JSON text parses to that. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function readHeader(call: Call, name: string): string | null {
  const value = call.request.headers[name]
  return typeof value === 'string' ? value : null
}

/** All headers of a request, repeated ones joined as HTTP allows. */
export function flatHeaders(call: Call): Record<string, string> {
  return Object.fromEntries(
    Object.entries(call.request.headersDistinct).map(([name, all]) => [name, all?.join(', ') ?? '']),
  )
}

export function requireName(name: string | undefined): string {
  if (name !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return name
  throw new Refusal(404, 'a name has 1 to 64 letters, digits, dots, dashes or underscores')
}

export function sendJson(call: Call, status: number, body: unknown): void {
  const text = JSON.stringify(body, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value))
  sendText(call, status, 'application/json; charset=utf-8', text)
}

export function sendText(call: Call, status: number, contentType: string, text: string): void {
  call.response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) })
  call.response.end(call.method === 'HEAD' ? undefined : text)
}

export function redirect(call: Call, status: 302 | 303, location: string): void {
  call.response.writeHead(status, { location, 'content-length': 0 })
  call.response.end()
}

/** Ends the connection without a word, as a crashed process or a cut line would. */
export function cutLine(call: Call): void {
  call.request.socket.destroy()
}

/** Waits, but no longer than the client does, so that closing the world never waits for a timer. */
export function pause(call: Call, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    call.response.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
