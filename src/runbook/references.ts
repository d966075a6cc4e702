// What holds between the parts of a runbook: every name leads somewhere, and no service needs itself.

import type { Outline } from './outline.ts'
import type { Finding } from './problems.ts'
import { needsOf } from './settings.ts'
import type { Path } from './walk.ts'

export function referenceProblems(outline: Outline): Finding[] {
  return [
    ...monitorReferences(outline),
    ...watchedReferences(outline),
    ...roleReferences(outline),
    ...dependencyReferences(outline),
    ...maintenanceReferences(outline),
    ...linkReferences(outline),
    ...secretReferences(outline),
    ...dependencyCircles(outline),
    ...sharedMailboxes(outline),
  ]
}

function monitorReferences({ monitors, services }: Outline): Finding[] {
  return Object.entries(monitors).flatMap(([id, { service, feature }]) => {
    if (service === undefined) return []
    if (!Object.hasOwn(services, service)) return lost(['monitors', id, 'service'], service, services)
    const features = Object.keys(services[service]?.features ?? {})
    if (feature === undefined || features.includes(feature)) return []
    return [{ path: ['monitors', id, 'feature'], found: feature, wanted: features }]
  })
}

/** Monitors that are judged by what others see. */
function watchedReferences({ monitors }: Outline): Finding[] {
  const isGroup = (id: string) => monitors[id] !== undefined && needsOf(monitors[id])?.needs.members !== undefined
  return Object.entries(monitors).flatMap(([id, monitor]) => {
    const { needs, whereIs } = needsOf(monitor) ?? {}
    const members = needs?.members ?? []
    const watched = [...members, ...(needs?.window?.monitor ? [needs.window.monitor] : [])]
    return watched.flatMap((other) => {
      const path = ['monitors', id, ...(whereIs?.(other) ?? [])]
      if (other === id) return [{ path, found: other, wanted: 'another monitor than itself' }]
      if (members.length > 0 && isGroup(other))
        return [{ path, found: other, wanted: 'a monitor that is no group itself' }]
      return lost(path, other, monitors)
    })
  })
}

function roleReferences({ roles, responders, escalation: { fallback, paths, rota } }: Outline): Finding[] {
  const members = Object.entries(roles).flatMap(([role, ids]) =>
    ids.flatMap((id, index) => lost(['roles', role, index], id, responders)),
  )
  const rungs = Object.entries(paths).flatMap(([severity, rungs]) =>
    rungs.flatMap((rung, at) =>
      rung.roles.flatMap((role, index) => lost(['escalation', 'paths', severity, at, 'roles', index], role, roles)),
    ),
  )
  const turns = rota === undefined ? [] : lost(['escalation', 'rota', 'role'], rota.role, roles)
  const last = fallback === undefined ? [] : lost(['escalation', 'fallback'], fallback, roles)
  return [...members, ...rungs, ...turns, ...last]
}

function dependencyReferences({ services }: Outline): Finding[] {
  return Object.entries(services).flatMap(([id, { dependsOn }]) =>
    dependsOn.flatMap((needed, index) => lost(['services', id, 'dependsOn', index], needed, services)),
  )
}

function maintenanceReferences({ maintenance, services }: Outline): Finding[] {
  return maintenance.flatMap(({ services: away }, index) =>
    away.flatMap((service, nth) => lost(['maintenance', index, 'services', nth], service, services)),
  )
}

function linkReferences({ links, services }: Outline): Finding[] {
  const features = Object.assign({}, ...Object.values(services).map((service) => service.features))
  return [
    ...lostFeatures(['links'], links, features),
    ...Object.entries(services).flatMap(([id, its]) =>
      lostFeatures(['services', id, 'links'], its.links, its.features),
    ),
  ]
}

function secretReferences({ secrets, responders }: Outline): Finding[] {
  return Object.entries(secrets).flatMap(([name, { owner }]) =>
    owner === undefined ? [] : lost(['secrets', name, 'owner'], owner, responders),
  )
}

function lostFeatures(path: Path, links: Outline['links'], features: Readonly<Record<string, unknown>>): Finding[] {
  const wanted = Object.keys(features)
  return links.flatMap((link, at) =>
    link.features
      .filter((found) => !wanted.includes(found))
      .map((found) => ({ path: [...path, at, 'features'], found, wanted })),
  )
}

/** Where nothing at all is known, its absence is told by the schema, and not once more by everything that misses it. */
function lost(path: Path, found: string, known: Readonly<Record<string, unknown>>): Finding[] {
  const wanted = Object.keys(known)
  return wanted.length === 0 || wanted.includes(found) ? [] : [{ path, found, wanted }]
}

function dependencyCircles({ services }: Outline): Finding[] {
  return Object.keys(services).flatMap((id) => {
    const circle = circleFrom(id, services, [id])
    // A circle is found from each of its services, and told by the first.
    if (circle === null || circle.some((other) => other < id)) return []
    const wanted = 'dependencies that do not lead back to where they begin'
    return [{ path: ['services', id, 'dependsOn'], found: [...circle, id].join(' → '), wanted }]
  })
}

function circleFrom(start: string, services: Outline['services'], trail: readonly string[]): readonly string[] | null {
  const needs = services[trail.at(-1) ?? start]?.dependsOn ?? []
  if (needs.includes(start)) return trail
  for (const next of needs) {
    if (trail.includes(next)) continue
    const circle = circleFrom(start, services, [...trail, next])
    if (circle !== null) return circle
  }
  return null
}

function sharedMailboxes({ responders }: Outline): Finding[] {
  const owners = new Map<string, string>()
  return Object.entries(responders).flatMap(([id, { email }]) => {
    const owner = owners.get(email.toLowerCase())
    owners.set(email.toLowerCase(), owner ?? id)
    if (email === '' || owner === undefined) return []
    return [{ path: ['responders', id, 'email'], found: email, wanted: `a mailbox of its own; ${owner} has this one` }]
  })
}
