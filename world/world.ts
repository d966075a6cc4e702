// Owns the server that puts the whole simulated world on one loopback port; each door's behaviour lives in its own file.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Door, openCall, Refusal, sendJson } from './call.ts'
import { answerControl } from './control.ts'
import { answerDns } from './dns.ts'
import { answerFly } from './fly.ts'
import { answerJobs } from './jobs.ts'
import { answerMailbox } from './mailbox.ts'
import { answerFrontPage } from './pages.ts'
import { answerReceiver } from './receivers.ts'
import { answerResend } from './resend.ts'
import { answerSentry } from './sentry.ts'
import { freshWorld, type WorldState } from './state.ts'
import { answerTarget } from './targets.ts'
import { closeTcp } from './tcp.ts'

export type World = { url: string; port: number; close(): Promise<void> }

const doors = new Map<string | undefined, Door>([
  ['targets', answerTarget],
  ['resend', answerResend],
  ['receivers', answerReceiver],
  ['jobs', answerJobs],
  ['fly', answerFly],
  ['sentry', answerSentry],
  ['dns-query', answerDns],
  ['control', answerControl],
  ['mailbox', answerMailbox],
  ['', answerFrontPage],
])

export function openWorld({ port, host = '127.0.0.1' }: { port: number; host?: string }): Promise<World> {
  const world = freshWorld()
  const server = createServer((request, response) => void route(world, request, response))
  // Longer than any client keeps an idle connection: otherwise both ends race, and a request is lost for no reason.
  server.keepAliveTimeout = 120_000
  const close = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    await closeTcp(world)
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address ? address.port : port
      resolve({ url: `http://${host}:${taken}`, port: taken, close })
    })
  })
}

async function route(world: WorldState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = openCall(request, response)
  try {
    const door = doors.get(call.parts[0])
    if (!door) throw new Refusal(404, 'the world has no such address')
    await door(world, call)
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy()
    if (!(error instanceof Refusal)) console.error('world:', error)
    const { status, message } = error instanceof Refusal ? error : { status: 500, message: 'the world itself failed' }
    sendJson(call, status, { error: message })
  }
}
