// Owns the world that one test file plays in: opened before, reset between, closed after; asserts nothing.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Receiver, Target, WorldState } from '../../world/state.ts'
import { openWorld, type World } from '../../world/world.ts'

type OnWire<T> =
  T extends Map<string, infer V> ? Record<string, OnWire<V>> : T extends object ? { [K in keyof T]: OnWire<T[K]> } : T

export function useWorld() {
  let world: World
  const ask = (path: string, init?: RequestInit) => fetch(world.url + path, init)
  const put = (path: string, settings: unknown) =>
    ask(`/control/${path}`, { method: 'PUT', body: JSON.stringify(settings) })
  const state = async (): Promise<OnWire<WorldState>> => (await ask('/control/state')).json()
  const target = async (name: string): Promise<OnWire<Target>> => present((await state()).targets[name])
  const receiver = async (name: string): Promise<OnWire<Receiver>> => present((await state()).receivers[name])
  beforeAll(async () => {
    world = await openWorld({ port: 0 })
  })
  beforeEach(async () => {
    await ask('/control/reset', { method: 'POST' })
  })
  afterAll(() => world.close())
  return { url: (path: string) => world.url + path, ask, put, state, target, receiver }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the world does not know that name yet')
  return value
}
