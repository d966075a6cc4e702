// Ways through a runbook as it was written, whatever its shape. Judges nothing.

export type Path = readonly PropertyKey[]
export type Place = { path: Path; value: unknown }

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every value with its path, the outer one first. */
export function* walk(value: unknown, path: Path = []): Generator<Place> {
  yield { path, value }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) yield* walk(inner, [...path, key])
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((outer, key) => {
    const isThere = typeof outer === 'object' && outer !== null && Object.hasOwn(outer, key)
    return isThere ? Reflect.get(outer, key) : undefined
  }, value)
}
