// The house as a table: which floor may import which. Reads the import lines; types count like anything else.

import { describe, expect, it } from 'vitest'
import { findOffences, readHouse, type SourceFile } from './house/imports.ts'

const house = readHouse()

describe('the house', () => {
  it('keeps to its table', () => {
    expect(findOffences(house)).toEqual([])
  })
})

const planted: [string, SourceFile, string][] = [
  [
    'core imports a flow',
    file('src/core/x.ts', "import { runMinute } from '../flows/minute.ts'"),
    'core may not import src/flows',
  ],
  [
    'core imports the store, as a type',
    file('src/core/x.ts', "import type { Leased } from '../store/outbox.ts'"),
    'core may not import src/store',
  ],
  ['core asks for the time', file('src/core/x.ts', 'export const now = () => Date.now()'), 'core may not use Date.now'],
  [
    'core makes a date of now',
    file('src/core/x.ts', 'export const now = () => new Date()'),
    'core may not use new Date()',
  ],
  ['core throws dice', file('src/core/x.ts', 'export const n = () => Math.random()'), 'core may not use Math.random'],
  ['core waits', file('src/core/x.ts', 'export async function f() {}'), 'core may not use async'],
  ['core fetches', file('src/core/x.ts', "export const f = () => fetch('x')"), 'core may not use fetch'],
  [
    'a flow names a table',
    file('src/flows/x.ts', "import { sql } from 'drizzle-orm'"),
    'flows may not import drizzle-orm',
  ],
  ['a flow speaks http', file('src/flows/x.ts', "import { Hono } from 'hono'"), 'flows may not import hono'],
  [
    'a flow names a kind',
    file('src/flows/x.ts', "import { http } from '../checks/http.ts'"),
    'flows may not import src/checks/http.ts',
  ],
  [
    'http names a kind',
    file('src/http/x.ts', "import { sentry } from '../sources/sentry.ts'"),
    'http may not import src/sources/sentry.ts',
  ],
  [
    'a drawer reads the store',
    file('src/checks/x.ts', "import { fromJson } from '../store/sql.ts'"),
    'checks may not import src/store',
  ],
  [
    'a drawer reads another drawer',
    file('src/checks/x.ts', "import { email } from '../channels/email.ts'"),
    'checks may not import src/channels',
  ],
  [
    'a drawer takes io by value',
    file('src/checks/x.ts', "import { openIo } from '../io.ts'"),
    'checks may import src/io.ts only as a type',
  ],
  [
    'a drawer reads the environment',
    file('src/channels/x.ts', "import type { Env } from '../env.ts'"),
    'channels may not import src/env.ts',
  ],
  [
    'the store calls a flow',
    file('src/store/x.ts', "import { receive } from '../flows/receive.ts'"),
    'store may not import src/flows',
  ],
  [
    'the runbook reads the store',
    file('src/runbook/x.ts', "import { fromJson } from '../store/sql.ts'"),
    'runbook may not import src/store',
  ],
  [
    'a template reads the store',
    file('templates/pages/x.tsx', "import { fromJson } from '../../src/store/sql.ts'"),
    'templates may not import src/store',
  ],
  [
    'somebody imports the root',
    file('src/http/x.ts', "import worker from '../worker.ts'"),
    'http may not import src/worker.ts',
  ],
  ['somebody else fetches', file('src/flows/x.ts', "export const f = () => fetch('x')"), 'flows may not use fetch'],
  ['a junk drawer', file('src/core/utils.ts', ''), 'no file may be called utils'],
  ['a barrel', file('src/core/index.ts', "export * from './time.ts'"), 'only registries may be called index'],
  ['a file that eats the house', file('src/core/x.ts', 'x\n'.repeat(251)), 'longer than 250 lines'],
  [
    'a function that does',
    file('src/core/x.ts', `function f() {\n${'  x\n'.repeat(49)}}\n`),
    'f is longer than 50 lines',
  ],
  [
    'an arrow that does',
    file('templates/x.ts', `const f = (\n  a: A,\n): B => {\n${'  x\n'.repeat(47)}}\n`),
    'f is longer than 50 lines',
  ],
  [
    'an expression that does, inside of a function',
    file('src/core/x.ts', `function g() {\n  const f = () =>\n${'    x\n'.repeat(50)}  return f\n}\n`),
    'f is longer than 50 lines',
  ],
  [
    'a function with a list of parameters',
    file('src/core/x.ts', 'export function f<A, B>({ a, b }: A, c: (d: B, e: B) => [A, B], g = 1, h: B): void {}'),
    'f has more than 3 parameters',
  ],
  [
    'an arrow with a list of parameters',
    file('src/core/x.ts', 'const f: F = async (\n  a,\n  b,\n  c,\n  d,\n): Promise<F> => {\n}'),
    'f has more than 3 parameters',
  ],
]

describe('a planted offence is found', () => {
  it.each(planted)('%s', (_name, offender, sentence) => {
    expect(findOffences([...house, offender]).join('\n')).toContain(sentence)
  })

  it.each([
    ['fifty lines', `function f() {\n${'  x\n'.repeat(48)}}\n${'x\n'.repeat(9)}`],
    [
      'three parameters over several lines',
      'function f<A, B, C, D>(\n  { a, b }: A,\n  c: B,\n  d: (e: A, f: B) => [C, D],\n): void {}',
    ],
    ['a sum in brackets', 'const f = (a, b, c, d)'],
  ])('and none where there is none: %s', (_name, text) => {
    expect(findOffences([file('src/core/x.ts', text)])).toEqual([])
  })

  it('a crowded folder', () => {
    const crowd = Array.from({ length: 16 }, (_, index) => file(`src/flows/crowd/x${index}.ts`, ''))
    expect(findOffences([...house, ...crowd])).toContain('src/flows/crowd holds more than 15 files')
  })

  it('a circle of types', () => {
    const circle = [
      file('src/core/left.ts', "import type { R } from './right.ts'\nexport type L = R"),
      file('src/core/right.ts', "import type { L } from './left.ts'\nexport type R = L"),
    ]
    expect(findOffences([...house, ...circle]).join('\n')).toContain('circle: src/core/left.ts')
  })
})

function file(path: string, text: string): SourceFile {
  return { path, text }
}
