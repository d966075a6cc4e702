// Owns how a target answers in each of its modes; does not decide which mode it is in and records nothing.
import { Readable } from 'node:stream'
import { type Call, cutLine, pause, redirect, sendText } from './call.ts'
import type { Behaviour, TargetMode } from './state.ts'

export type Scene = { call: Call; behaviour: Behaviour; service: string; version: string }

const json = 'application/json; charset=utf-8'
const hugeChunk = Buffer.alloc(65_536, 'watchkeeper ')
const hugeChunks = 1_000_000_000 / hugeChunk.length
const slowMs = 3000

const modes: Record<TargetMode, (scene: Scene) => void> = {
  healthy: answerHealthy,
  slow: answerHealthy,
  failing: (scene) => answer(scene, 500, json, JSON.stringify({ status: 'error', service: scene.service })),
  hanging: () => {},
  'hanging-body': startAndStop,
  dripping: drip,
  lying: (scene) => answer(scene, 200, 'text/html; charset=utf-8', errorPage),
  refusing: ({ call }) => cutLine(call),
  redirecting: ({ call }) => redirect(call, 302, nextHop(call)),
  huge: pourOut,
}

export async function behave(scene: Scene): Promise<void> {
  const { call, behaviour } = scene
  const wait = behaviour.latencyMs ?? (behaviour.mode === 'slow' ? slowMs : 0)
  if (wait > 0) await pause(call, wait)
  for (const [name, value] of Object.entries(behaviour.headers)) call.response.setHeader(name, value)
  if (!call.response.destroyed) modes[behaviour.mode](scene)
}

function answer({ call, behaviour }: Scene, status: number, contentType: string, body: string): void {
  const declared = call.response.getHeader('content-type')
  sendText(call, behaviour.status ?? status, declared ? String(declared) : contentType, behaviour.body ?? body)
}

function answerHealthy(scene: Scene): void {
  const { call, service, version } = scene
  const body = { status: 'ok', service, version, redis: 'connected', mongodb: 'connected' }
  const isStatusPage = call.url.pathname.endsWith('/api/v2/summary.json')
  answer(scene, 200, json, JSON.stringify(isStatusPage ? allWell(service) : body))
}

/** Every target has the status page of a provider, as Statuspage writes it; another body makes it tell of trouble. */
function allWell(name: string) {
  const component = { id: 'c1', status: 'operational', group: false, group_id: null }
  return {
    page: { id: 'p1', name, url: `https://${name}.example.com`, time_zone: 'Etc/UTC' },
    status: { indicator: 'none', description: 'All Systems Operational' },
    components: ['Deployments', 'Network'].map((part) => ({ ...component, name: part })),
    incidents: [],
    scheduled_maintenances: [],
  }
}

function startAndStop({ call, behaviour }: Scene): void {
  call.response.writeHead(behaviour.status ?? 200, { 'content-type': json })
  call.response.write('{"status":')
}

function drip({ call, behaviour }: Scene): void {
  call.response.writeHead(behaviour.status ?? 200, { 'content-type': 'text/plain; charset=utf-8' })
  call.response.write('.')
  const timer = setInterval(() => call.response.write('.'), behaviour.everyMs)
  call.response.once('close', () => clearInterval(timer))
}

function nextHop(call: Call): string {
  const hop = Number(call.url.searchParams.get('hop') ?? '0') + 1
  return `${call.url.pathname}?hop=${hop}`
}

// A pipe reads ahead only as far as the client drinks, so an unread gigabyte costs no memory.
function pourOut({ call, behaviour }: Scene): void {
  call.response.writeHead(behaviour.status ?? 200, { 'content-type': 'application/octet-stream' })
  const source = Readable.from(repeat(hugeChunk, hugeChunks))
  call.response.once('close', () => source.destroy())
  source.pipe(call.response)
}

function* repeat<T>(value: T, times: number): Generator<T> {
  for (let n = 0; n < times; n += 1) yield value
}

const errorPage = `<!doctype html>
<html lang="en"><head><title>Application error</title></head>
<body><h1>Application error</h1><p>Something went wrong. Please try again later.</p></body></html>
`
