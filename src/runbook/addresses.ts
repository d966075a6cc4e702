// Addresses that a runbook names, so that each environment can point them elsewhere. Does not judge where they lead.

import * as z from 'zod'
import type { Finding } from './problems.ts'
import { isRecord, type Path, walk } from './walk.ts'

/** An address that a variable of the environment can replace. Write it with `address()`. */
export type AddressReference = { readonly address: string; readonly default: string; readonly path: string }

export type Resolve = (name: string) => string | undefined

const NAME = /^[A-Z][A-Z0-9_]*$/
const reference = z.strictObject({ address: z.string(), default: z.string(), path: z.string() })

/** The same tree with every address reference replaced by the address it stands for. */
export function resolveAddresses(value: unknown, resolve: Resolve): unknown {
  if (Array.isArray(value)) return value.map((inner) => resolveAddresses(inner, resolve))
  if (!isRecord(value)) return value
  const read = reference.safeParse(value)
  if (read.success) return join(resolve(read.data.address) ?? read.data.default, read.data.path)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveAddresses(inner, resolve)]))
}

/** The names of all addresses, for those who set them. */
export function addressNames(input: unknown): string[] {
  return [...new Set(named(input).map(({ name }) => name))].sort()
}

export function addressNameProblems(input: unknown): Finding[] {
  return named(input)
    .filter(({ name }) => !NAME.test(name))
    .map(({ path, name }) => ({ path, found: name, wanted: 'the name of an address in capitals, such as API_URL' }))
}

function named(input: unknown): { path: Path; name: string }[] {
  return [...walk(input)].flatMap(({ path, value }) => {
    const read = reference.safeParse(value)
    return read.success ? [{ path, name: read.data.address }] : []
  })
}

/** Joined as text: `new URL('/health', base)` would drop a path that the base carries. */
function join(base: string, path: string): string {
  return path === '' ? base : `${base.replace(/\/$/, '')}${path}`
}
