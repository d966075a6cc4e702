// Hands what a monitor or a platform says beyond the options that all share to the kind it names, and asks where it would call.

import * as z from 'zod'
import { checkOf } from '../checks/index.ts'
import { type AddressRules, openAddress } from '../core/address.ts'
import { platformOf } from '../platforms/index.ts'
import type { Outline } from './outline.ts'
import type { Finding } from './problems.ts'
import { read } from './read.ts'
import { monitorOptions } from './schema.ts'
import { isRecord, type Path, walk } from './walk.ts'

const limits = z.object({ latency: z.object({ warnMs: z.number(), failMs: z.number() }) })

type Kind = { settings: z.ZodType; targets: (settings: unknown) => string[] }
type Holder = { path: Path; kind: Kind | undefined; options: readonly string[]; value: unknown }

export function settingsProblems(outline: Outline, rules: AddressRules): Finding[] {
  return holders(outline).flatMap((holder) => judge(holder, rules))
}

function holders({ monitors, services }: Outline): Holder[] {
  const watched = Object.entries(monitors).map(([id, value]) => {
    return { path: ['monitors', id], kind: checkOf(value.kind), options: Object.keys(monitorOptions), value }
  })
  const deployed = Object.entries(services).flatMap(([id, { rollback }]) => {
    if (rollback === undefined) return []
    const { platform } = rollback
    const path = ['services', id, 'rollback', 'platform']
    return [{ path, kind: platformOf(platform.kind), options: ['kind'], value: platform }]
  })
  return [...watched, ...deployed]
}

function judge({ path, kind, options, value }: Holder, rules: AddressRules): Finding[] {
  if (kind === undefined) return []
  const opened = read(kind.settings, beyond(value, options), options)
  const found = opened.ok
    ? [...latencyProblems(opened.value), ...addressProblems(kind.targets(opened.value), value, rules)]
    : opened.error
  return found.map((finding) => ({ ...finding, path: [...path, ...finding.path] }))
}

/** What is left of a value when the options that are judged elsewhere are taken away. */
function beyond(value: unknown, options: readonly string[]): Record<string, unknown> {
  const entries = isRecord(value) ? Object.entries(value) : []
  return Object.fromEntries(entries.filter(([key]) => !options.includes(key)))
}

/** `latency` means the same for every kind that has it, its defaults included. */
function latencyProblems(settings: unknown): Finding[] {
  const { success, data } = limits.safeParse(settings)
  if (!success || data.latency.failMs > data.latency.warnMs) return []
  const wanted = `more than the ${data.latency.warnMs} at which it warns`
  return [{ path: ['latency', 'failMs'], found: data.latency.failMs, wanted }]
}

function addressProblems(targets: readonly string[], value: unknown, rules: AddressRules): Finding[] {
  return targets.flatMap((target) => {
    const address = openAddress(target, rules)
    if (address.ok) return []
    const wanted = `the public address of a host by its name, and this one ${address.error}`
    return [{ path: whereIs(target, value), found: target, wanted }]
  })
}

function whereIs(target: string, value: unknown): Path {
  return [...walk(value)].find((place) => place.value === target)?.path ?? []
}
