// Owns the monitored systems that speak TCP: a listener per name on a port of its own, and how each mode behaves there.
import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { Duplex, Readable, Transform } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import { remember, type TcpTarget, type WorldState } from './state.ts'
import { setTcp } from './switches.ts'

type Listener = { server: Server; port: number; sockets: Set<Socket> }

const heardKept = 50
const pour = Buffer.alloc(65_536, 'watchkeeper ')
/** So small that whoever reads a certificate has to put it together. */
const recordBytes = 512

const protocols: Record<TcpTarget['tls'], SecureContextOptions> = {
  off: {},
  any: {},
  // OpenSSL speaks what is that old only where no security is asked for.
  '1.1': { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
  '1.3': { minVersion: 'TLSv1.3' },
}

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
    const line = target.mode === 'dripping' ? drip(socket) : socket
    behave(target.tls === 'off' ? line : encrypt(line, target), target)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0, sockets })
    })
  })
}

/** What is written leaves byte by byte. */
function drip(socket: Socket): Duplex {
  const drops = new Transform({
    async transform(bytes: Buffer, _, done) {
      for (const byte of bytes) {
        this.push(Buffer.of(byte))
        await setImmediate()
      }
      done()
    },
  })
  drops.pipe(socket.setNoDelay(true))
  return Duplex.from({ readable: socket, writable: drops }).on('error', () => socket.destroy())
}

function encrypt(line: Duplex, { tls, certificate }: TcpTarget): Duplex {
  const secureContext = createSecureContext({ key: pem('key'), cert: pem(certificate), ...protocols[tls] })
  const encrypted = new TLSSocket(line, { isServer: true, secureContext })
  encrypted.setMaxSendFragment(recordBytes)
  // A handshake that a client breaks off is nothing to fail of either.
  encrypted.on('error', () => line.destroy())
  return encrypted
}

function pem(name: string): Buffer {
  return readFileSync(new URL(`certificates/${name}.pem`, import.meta.url))
}

function behave(socket: Duplex, target: TcpTarget): void {
  if (target.mode === 'closing') return void socket.end()
  if (target.mode === 'endless') return void Readable.from(endless()).pipe(socket)
  if (target.mode === 'banner') say(socket, target.banner, target.latencyMs)
  socket.on('data', (bytes) => {
    remember(target.heard, bytes.toString(), heardKept)
    if (target.mode !== 'hanging') say(socket, target.answer, target.latencyMs)
  })
}

function say(socket: Duplex, text: string, afterMs: number): void {
  const timer = setTimeout(() => socket.write(text), afterMs)
  socket.once('close', () => clearTimeout(timer))
}

function* endless(): Generator<Buffer> {
  for (;;) yield pour
}
