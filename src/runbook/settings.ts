// Hands what a monitor or a platform says beyond the options that all share to the kind it names, and asks where it would call.

import * as z from 'zod'
import { checkOf } from '../checks/index.ts'
import { type AddressRules, openAddress } from '../core/address.ts'
import type { Needs } from '../core/watch/facts.ts'
import { platformOf } from '../platforms/index.ts'
import type { Outline } from './outline.ts'
import type { Finding } from './problems.ts'
import { read } from './read.ts'
import { isRecord, type Path, walk } from './walk.ts'
import { monitorOptions } from './written/schema.ts'

const limits = z.object({ latency: z.object({ warnMs: z.number(), failMs: z.number() }) })

type Kind = {
  settings: z.ZodType
  targets: (settings: unknown) => string[]
  writes?: (settings: unknown) => boolean
}
type Holder = { path: Path; kind: Kind | undefined; options: readonly string[]; value: unknown }

export function settingsProblems(outline: Outline, rules: AddressRules): Finding[] {
  return [
    ...holders(outline).flatMap((holder) => judge(holder, rules)),
    ...wakingProblems(outline),
    ...pageProblems(outline, rules),
  ]
}

/** What is always awake cannot be woken up. */
function wakingProblems({ monitors, services }: Outline): Finding[] {
  return Object.entries(monitors).flatMap(([id, { service = '', wakes }]) => {
    if (wakes === undefined || services[service] === undefined || services[service].sleeps !== undefined) return []
    return [{ path: ['monitors', id, 'wakes'], found: wakes, wanted: 'nothing, as its service never `sleeps`' }]
  })
}

function pageProblems({ services }: Outline, rules: AddressRules): Finding[] {
  return Object.entries(services).flatMap(([id, { statusPage }]) => {
    const found = statusPage === undefined ? [] : addressProblems([statusPage], statusPage, rules)
    return found.map((finding) => ({ ...finding, path: ['services', id, 'statusPage'] }))
  })
}

function holders({ monitors, services }: Outline): Holder[] {
  const watched = Object.entries(monitors).map(([id, value]) => {
    return { path: ['monitors', id], kind: checkOf(value.kind), options: Object.keys(monitorOptions), value }
  })
  const deployed = Object.entries(services).flatMap(([id, { rollback, sleeps }]) =>
    Object.entries({ rollback, sleeps }).flatMap(([option, said]) => {
      if (said === undefined) return []
      const path = ['services', id, option, 'platform']
      return [{ path, kind: platformOf(said.platform.kind), options: ['kind'], value: said.platform }]
    }),
  )
  return [...watched, ...deployed]
}

function judge({ path, kind, options, value }: Holder, rules: AddressRules): Finding[] {
  if (kind === undefined) return []
  const opened = read(kind.settings, beyond(value, options), options)
  const found = opened.ok
    ? [
        ...latencyProblems(opened.value),
        ...addressProblems(kind.targets(opened.value), value, rules),
        ...writingProblems(kind.writes?.(opened.value) ?? false, value),
      ]
    : opened.error
  return found.map((finding) => ({ ...finding, path: [...path, ...finding.path] }))
}

/** What a monitor has to know of others, and where it says so; null while its settings are not in order. */
export function needsOf(
  monitor: Outline['monitors'][string],
): { needs: Needs; whereIs: (name: string) => Path } | null {
  const said = beyond(monitor, Object.keys(monitorOptions))
  const check = checkOf(monitor.kind)
  const settings = check?.settings.safeParse(said)
  const needs = settings?.success ? check?.needs?.(settings.data) : null
  return needs ? { needs, whereIs: (name) => whereIs(name, said) } : null
}

/** What is left of a value when the options that are judged elsewhere are taken away. */
function beyond(value: unknown, options: readonly string[]): Record<string, unknown> {
  const entries = isRecord(value) ? Object.entries(value) : []
  return Object.fromEntries(entries.filter(([key]) => !options.includes(key)))
}

const said = z.object({
  writes: z.boolean().optional(),
  confirmations: z.number().default(0),
  places: z.array(z.unknown()).default([]),
})

/** What changes something is done once, by one. */
function writingProblems(isWriting: boolean, value: unknown): Finding[] {
  const { success, data } = said.safeParse(value)
  if (!success || !(data.writes ?? isWriting)) return []
  const once = 'as a check that writes is made once; where it changes nothing, say `writes: false`'
  const found: Finding[] = []
  if (data.confirmations > 0) found.push({ path: ['confirmations'], found: data.confirmations, wanted: `0, ${once}` })
  if (data.places.length > 0) found.push({ path: ['places'], found: data.places, wanted: `no places, ${once}` })
  return found
}

/** `latency` means the same for every kind and every step that has it, its defaults included. */
function latencyProblems(settings: unknown): Finding[] {
  return [...walk(settings)].flatMap(({ path, value }) => {
    const { success, data } = limits.safeParse(value)
    if (!success || data.latency.failMs > data.latency.warnMs) return []
    const wanted = `more than the ${data.latency.warnMs} at which it warns`
    return [{ path: [...path, 'latency', 'failMs'], found: data.latency.failMs, wanted }]
  })
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
