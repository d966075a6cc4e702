// Owns how outside values become settings: small readers and their sentences; knows no particular setting.
import { isRecord, Refusal } from './call.ts'

/** Reads a value, or answers undefined; `wants` completes the sentence "x must be …". */
export type Reader<T> = { wants: string; read: (value: unknown) => T | undefined }
export type Readers<S> = { [K in keyof S]: Reader<S[K]> }

/** The given keys only, each one read; anything unknown or impossible is refused with a sentence. */
export function readSettings<S extends object>(readers: Readers<S>, input: unknown): Partial<S> {
  if (!isRecord(input)) throw new Refusal(400, 'settings must be a JSON object')
  const known = new Map<string, Reader<unknown>>(Object.entries(readers))
  const pairs = Object.entries(input).map(([key, value]) => {
    const reader = known.get(key)
    if (!reader) throw new Refusal(400, `there is no setting "${key}"; there are ${[...known.keys()].join(', ')}`)
    const read = reader.read(value)
    if (read === undefined) throw new Refusal(400, `"${key}" must be ${reader.wants}`)
    return [key, read]
  })
  return Object.fromEntries(pairs) as Partial<S>
}

export function wholeNumber(least: number, most: number): Reader<number> {
  return {
    wants: `a whole number from ${least} to ${most}`,
    read: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined,
  }
}

export function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return { wants: `one of ${choices.join(', ')}`, read: (value) => choices.find((choice) => choice === value) }
}

export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return { wants: `${reader.wants}, or null`, read: (value) => (value === null ? null : reader.read(value)) }
}

/** A text as it is; an object or array as its JSON. */
export const textOrJson: Reader<string> = {
  wants: 'a text or a JSON value',
  read: (value) => {
    if (typeof value === 'string') return value
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined
  },
}

export function textThat(wants: string, isGood: (text: string) => boolean): Reader<string> {
  return { wants, read: (value) => (typeof value === 'string' && isGood(value) ? value : undefined) }
}

export function listOf<T>(reader: Reader<T>): Reader<T[]> {
  return {
    wants: `a list, each ${reader.wants}`,
    read: (value) => (Array.isArray(value) ? allRead(value.map(reader.read)) : undefined),
  }
}

export function recordOf<T>(reader: Reader<T>): Reader<Map<string, T>> {
  return {
    wants: `an object, each value ${reader.wants}`,
    read: (value) => {
      if (!isRecord(value)) return undefined
      const values = allRead(Object.values(value).map(reader.read))
      return values && new Map(Object.keys(value).flatMap((key, index) => pairOf(key, values[index])))
    },
  }
}

function allRead<T>(values: (T | undefined)[]): T[] | undefined {
  const read = values.filter((value) => value !== undefined)
  return read.length === values.length ? read : undefined
}

function pairOf<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]]
}
