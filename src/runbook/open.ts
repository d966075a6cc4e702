// Turns what a person wrote into the runbook that decisions ask, or into everything that is wrong with it, at once.

import { checkOf } from '../checks/index.ts'
import { err, ok, type Result } from '../core/result.ts'
import type { Runbook } from '../core/runbook.ts'
import { platformOf } from '../platforms/index.ts'
import { addressNameProblems, type Resolve, resolveAddresses } from './addresses.ts'
import { assemble } from './assemble.ts'
import { credentialKind, findCredentials } from './credentials.ts'
import { outlineOf } from './outline.ts'
import { type Finding, type Problem, problem } from './problems.ts'
import { read } from './read.ts'
import { referenceProblems } from './references.ts'
import { settingsProblems } from './settings.ts'
import { runbook as schema } from './written/schema.ts'

export { addressNames } from './addresses.ts'
export { describeProblem, type Problem } from './problems.ts'

export type OpenOptions = {
  /** The address that the environment sets for a name, if it does. */
  resolve: Resolve
  /** Only where everything runs on one machine. */
  allowLoopback: boolean
}

export function openRunbook(input: unknown, { resolve, allowLoopback }: OpenOptions): Result<Runbook, Problem[]> {
  const resolved = resolveAddresses(input, resolve)
  const outline = outlineOf(resolved)
  const opened = read(schema, resolved)
  const found: Finding[] = [
    ...credentialProblems(input),
    ...addressNameProblems(input),
    ...(opened.ok ? [] : opened.error),
    ...settingsProblems(outline, { allowLoopback }),
    ...referenceProblems(outline),
  ]
  return opened.ok && found.length === 0 ? ok(assemble(opened.value)) : err(onePerPlace(found.map(problem)))
}

/** The names of all secrets a runbook refers to, for those who set them. */
export function secretNames({ monitors, services }: Runbook): string[] {
  const watched = Object.values(monitors).flatMap(({ kind, settings }) => checkOf(kind)?.secrets(settings) ?? [])
  const platforms = Object.values(services).flatMap(({ rollback, sleeps }) => [rollback?.platform, sleeps?.platform])
  const deployed = platforms.flatMap((used) => (used && platformOf(used.kind)?.secrets(used.settings)) ?? [])
  return [...new Set([...watched, ...deployed])].sort()
}

function credentialProblems(input: unknown): Finding[] {
  return findCredentials(input).map(({ path, value }) => {
    const found = credentialKind(value) === null ? String(path.at(-1)) : value
    return { path, found, wanted: "the name of a secret, as in secret('API_KEY')" }
  })
}

/** What is said first about a place is the most telling: a credential, then a malformed value, then a broken reference. */
function onePerPlace(problems: readonly Problem[]): Problem[] {
  return [...Map.groupBy(problems, ({ path }) => path).values()].flatMap(([first]) =>
    first === undefined ? [] : [first],
  )
}
