// Owns the monitored systems that speak TCP: a listener per name on a port of its own, and how each mode behaves there.
import { createServer, type Server, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { remember, type TcpTarget, type WorldState } from './state.ts'
import { setTcp } from './switches.ts'

type Listener = { server: Server; port: number; sockets: Set<Socket> }

const heardKept = 50
const pour = Buffer.alloc(65_536, 'watchkeeper ')

/** Beside the state, because ports outlive a reset and a server is nothing to be shown. */
const listeners = new WeakMap<WorldState, Map<string, Listener>>()

/** The first mention opens its port, which stays the same for as long as the world stands. */
export async function openTcp(world: WorldState, name: string, input: unknown): Promise<TcpTarget> {
  const target = setTcp(world, name, input)
  const opened = listeners.get(world) ?? new Map<string, Listener>()
  listeners.set(world, opened)
  const listener = opened.get(name) ?? (await listen(world, name))
  opened.set(name, listener)
  target.port = listener.port
  return target
}

export async function closeTcp(world: WorldState): Promise<void> {
  for (const { server, sockets } of listeners.get(world)?.values() ?? []) {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
}

function listen(world: WorldState, name: string): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A client that leaves early is nothing to fail of.
    socket.on('error', () => socket.destroy())
    const target = world.tcp.get(name)
    if (target === undefined) return void socket.destroy()
    target.count += 1
    behave(socket, target)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0, sockets })
    })
  })
}

function behave(socket: Socket, target: TcpTarget): void {
  if (target.mode === 'closing') return void socket.end()
  if (target.mode === 'endless') return void Readable.from(endless()).pipe(socket)
  if (target.mode === 'banner') say(socket, target.banner, target.latencyMs)
  socket.on('data', (bytes) => {
    remember(target.heard, bytes.toString(), heardKept)
    if (target.mode !== 'hanging') say(socket, target.answer, target.latencyMs)
  })
}

function say(socket: Socket, text: string, afterMs: number): void {
  const timer = setTimeout(() => socket.write(text), afterMs)
  socket.once('close', () => clearTimeout(timer))
}

function* endless(): Generator<Buffer> {
  for (;;) yield pour
}
