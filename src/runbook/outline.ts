// The bones of a runbook with everything malformed left out, so that what is wrong between its parts
// is told in the same run as what is wrong inside them.

import * as z from 'zod'
import { isRecord } from './walk.ts'

const ids = z.array(z.string()).catch([])
const text = z.string().catch('')
const named = <Entry extends z.ZodType>(entry: Entry) => z.record(z.string(), entry).catch({})

const platform = z.looseObject({ kind: text }).catch({ kind: '' })
const links = z.array(z.object({ features: ids }).catch({ features: [] })).catch([])
const service = z.object({
  dependsOn: ids,
  features: named(z.unknown()),
  links,
  rollback: z.object({ platform }).optional().catch(undefined),
  sleeps: z.object({ platform }).optional().catch(undefined),
  statusPage: z.string().optional().catch(undefined),
})

const outline = z.object({
  responders: named(z.object({ email: text }).catch({ email: '' })),
  roles: named(ids),
  services: named(
    service.catch({
      dependsOn: [],
      features: {},
      links: [],
      rollback: undefined,
      sleeps: undefined,
      statusPage: undefined,
    }),
  ),
  links,
  secrets: named(z.object({ owner: z.string().optional().catch(undefined) }).catch({ owner: undefined })),
  monitors: named(
    z
      .looseObject({
        service: z.string().optional().catch(undefined),
        feature: z.string().optional().catch(undefined),
        kind: text,
      })
      .catch({ kind: '', service: undefined, feature: undefined }),
  ),
  escalation: z
    .object({
      fallback: z.string().optional().catch(undefined),
      paths: named(z.array(z.object({ roles: ids }).catch({ roles: [] })).catch([])),
      rota: z.object({ role: z.string() }).optional().catch(undefined),
    })
    .catch({ fallback: undefined, paths: {}, rota: undefined }),
  maintenance: z.array(z.object({ services: ids }).catch({ services: [] })).catch([]),
})

export type Outline = z.output<typeof outline>

export function outlineOf(input: unknown): Outline {
  return outline.parse(isRecord(input) ? input : {})
}
