// The environment's bindings with a count around every call. Only the Worker's own fetches are counted, not the tests'.

import type { Bindings } from '../../../src/env.ts'
import { USER_AGENT } from '../../../src/io.ts'
import { pass } from './ports.ts'

const made = new WeakMap<Bindings, Bindings>()

export function breakable(bindings: Bindings): Bindings {
  const known = made.get(bindings)
  if (known !== undefined) return known
  const broken: Bindings = {
    ...bindings,
    DB: breakDatabase(bindings.DB),
    DESK: breakNamespace('desk', bindings.DESK),
    LANE: breakNamespace('lane', bindings.LANE),
  }
  made.set(bindings, broken)
  breakFetch()
  return broken
}

/** Answers some properties itself and leaves all others to what it stands before. */
function before<T extends object>(target: T, own: Record<string, unknown>): T {
  return new Proxy(target, {
    get(real, name) {
      if (typeof name === 'string' && Object.hasOwn(own, name)) return own[name]
      const value: unknown = Reflect.get(real, name, real)
      return typeof value === 'function' ? value.bind(real) : value
    },
    // Instrumentation writes its own methods over these; they must not end up under ours.
    set(_real, name, value) {
      own[String(name)] = value
      return true
    },
  })
}

const inner = new WeakMap<D1PreparedStatement, D1PreparedStatement>()

function breakDatabase(database: D1Database): D1Database {
  return before(database, {
    prepare: (sql: string) => breakStatement(database.prepare(sql), label(sql)),
    batch: (statements: D1PreparedStatement[]) =>
      pass(`D1 batch of ${statements.length}`, () => database.batch(statements.map((one) => inner.get(one) ?? one))),
  })
}

function breakStatement(statement: D1PreparedStatement, name: string): D1PreparedStatement {
  const broken = before(statement, {
    bind: (...values: unknown[]) => breakStatement(statement.bind(...values), name),
    run: () => pass(name, () => statement.run()),
    all: () => pass(name, () => statement.all()),
    first: () => pass(name, () => statement.first()),
  })
  inner.set(broken, statement)
  return broken
}

function label(sql: string): string {
  return `D1 ${sql.trim().split(/\s+/).slice(0, 4).join(' ')}`
}

type Namespace = { getByName(name: string): object }

function breakNamespace<T extends Namespace>(name: string, namespace: T): T {
  return before(namespace, {
    getByName: (id: string) => {
      const stub: object = namespace.getByName(id)
      return new Proxy(stub, {
        get:
          (real, method) =>
          async (...args: unknown[]): Promise<unknown> =>
            await pass(
              `${name}.${String(method)}`,
              async () => await Reflect.apply(Reflect.get(real, method), real, args),
            ),
      })
    },
  })
}

let isFetchBroken = false

function breakFetch(): void {
  if (isFetchBroken) return
  isFetchBroken = true
  const real = globalThis.fetch
  globalThis.fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    const isOurs = new Headers(init?.headers).get('user-agent')?.startsWith(USER_AGENT) === true
    return isOurs ? pass(`fetch ${new URL(String(input)).pathname}`, () => real(input, init)) : real(input, init)
  }
}
