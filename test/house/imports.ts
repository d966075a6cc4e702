// Reads the sources' import lines and holds them against the table of the house; so are sizes and words.

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'
import { functionOffences } from './functions.ts'

const ROOT = resolve(import.meta.dirname, '../..')

export type SourceFile = { path: string; text: string }
type Import = { target: string; isType: boolean }

type Floor = {
  name: string
  /** What its files' paths begin with; the first floor that fits is theirs. */
  at: string
  may: readonly string[]
  /** Only as `import type`. */
  mayType?: readonly string[]
}

const DRAWERS = ['checks', 'sources', 'channels', 'platforms']
const REGISTRIES = DRAWERS.flatMap((drawer) => [`src/${drawer}/index.ts`, `src/${drawer}/contract.ts`])
const drawer = (name: string, ...vendors: string[]): Floor => ({
  name,
  at: `src/${name}/`,
  may: [`src/${name}/`, 'src/core/', 'zod', ...vendors],
  mayType: ['src/io.ts'],
})

const IO_PARTS = ['deadline', 'read', 'socket'].map((part) => `src/io-${part}.ts`)

const FLOORS: readonly Floor[] = [
  { name: 'core', at: 'src/core/', may: ['src/core/', '@date-fns/tz'] },
  { name: 'io', at: 'src/io', may: [...IO_PARTS, 'src/core/', 'cloudflare:sockets'] },
  { name: 'seal', at: 'src/seal.ts', may: ['src/core/', 'hono/jwt'] },
  {
    name: 'templates',
    at: 'templates/',
    may: ['templates/', 'src/core/time.ts', 'hono/jsx', 'hono/html'],
    mayType: ['src/core/'],
  },
  drawer('checks', 'jsonpath-rfc9535', 'node:crypto'),
  drawer('sources'),
  drawer('channels', 'resend', 'templates/email/'),
  drawer('platforms', 'standardwebhooks'),
  { name: 'runbook', at: 'src/runbook/', may: ['src/runbook/', 'src/core/', ...REGISTRIES, 'zod'] },
  { name: 'store', at: 'src/store/', may: ['src/store/', 'src/core/', 'drizzle-orm'] },
  {
    name: 'flows',
    at: 'src/flows/',
    may: ['src/flows/', 'src/core/', 'src/runbook/', 'src/store/', ...REGISTRIES],
    mayType: ['src/io.ts', 'src/seal.ts'],
  },
  {
    name: 'http',
    at: 'src/http/',
    may: ['src/http/', 'src/flows/', 'src/store/', 'src/core/', ...REGISTRIES, 'templates/', 'hono', 'zod'],
    mayType: ['src/seal.ts'],
  },
  { name: 'env', at: 'src/env.ts', may: ['src/core/'], mayType: ['src/flows/system.ts'] },
  { name: 'sentry', at: 'src/sentry.ts', may: ['@sentry/core'], mayType: ['src/io.ts'] },
  {
    name: 'house',
    at: 'src/house.ts',
    may: ['src/core/', 'src/runbook/open.ts', 'src/env.ts', 'src/io.ts', 'src/seal.ts', '#runbook'],
    mayType: ['src/flows/system.ts'],
  },
  {
    name: 'worker',
    at: 'src/worker.ts',
    may: ['src/http/', 'src/flows/', 'src/house.ts', 'src/sentry.ts', 'cloudflare:workers'],
    mayType: ['src/env.ts'],
  },
]

/** Words that only io.ts may use, and those that would make the core impure. */
const FORBIDDEN: readonly { floors: (name: string) => boolean; word: string; pattern: RegExp }[] = [
  { floors: (name) => name === 'core', word: 'async', pattern: /\b(async|await)\b/ },
  { floors: (name) => name === 'core', word: 'new Date()', pattern: /new Date\(\s*\)/ },
  { floors: (name) => name === 'core', word: 'Math.random', pattern: /Math\.random/ },
  { floors: (name) => !['io', 'house', 'worker'].includes(name), word: 'Date.now', pattern: /Date\.now/ },
  { floors: (name) => name !== 'io', word: 'fetch', pattern: /(?<![.\w'])(?<!async )fetch\(/ },
]

const JUNK = ['utils', 'helpers', 'common', 'lib', 'shared', 'types']
const LONGEST = 250
const MOST_IN_A_FOLDER = 15
const REGISTRY_FILES = DRAWERS.map((name) => `src/${name}/index.ts`)

export function readHouse(): SourceFile[] {
  return ['src', 'templates'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => join(folder, path))
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
  )
}

export function findOffences(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, importsOf(file)]))
  return [
    ...files.flatMap((file) => arrows(file, imports.get(file.path) ?? [])),
    ...files.flatMap(words),
    ...files.flatMap(sizes),
    ...crowds(files),
    ...files.flatMap(functionOffences),
    ...circles(imports),
  ]
}

function floorOf(path: string): Floor | undefined {
  return FLOORS.find((floor) => path.startsWith(floor.at))
}

function arrows({ path }: SourceFile, imports: readonly Import[]): string[] {
  const floor = floorOf(path)
  if (floor === undefined) return [`${path} lies on no floor`]
  return imports.flatMap(({ target, isType }) => {
    if (covers(floor.may, target)) return []
    if (covers(floor.mayType ?? [], target)) {
      return isType ? [] : [`${path}: ${floor.name} may import ${target} only as a type`]
    }
    return [`${path}: ${floor.name} may not import ${target}`]
  })
}

function covers(allowed: readonly string[], target: string): boolean {
  return allowed.some((it) => target === it || (it.endsWith('/') ? target.startsWith(it) : target.startsWith(`${it}/`)))
}

function words({ path, text }: SourceFile): string[] {
  const floor = floorOf(path)?.name ?? ''
  const code = text.replace(/^\s*(\/\/|\/?\*).*$/gm, '').replace(/'[^'\n]*'|`[^`]*`/g, "''")
  return FORBIDDEN.filter(({ floors, pattern }) => floors(floor) && pattern.test(code)).map(
    ({ word }) => `${path}: ${floor} may not use ${word}`,
  )
}

function sizes({ path, text }: SourceFile): string[] {
  const name =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.tsx?$/, '') ?? ''
  const found: string[] = []
  if (JUNK.includes(name)) found.push(`${path}: no file may be called ${name}`)
  if (name === 'index' && !REGISTRY_FILES.includes(path)) found.push(`${path}: only registries may be called index`)
  if (text.split('\n').length > LONGEST + 1) found.push(`${path} is longer than ${LONGEST} lines`)
  return found
}

/** A folder that cannot be taken in at a glance has a second thing living in it. */
function crowds(files: readonly SourceFile[]): string[] {
  const folders = Map.groupBy(files, ({ path }) => dirname(path))
  return [...folders].flatMap(([folder, inside]) =>
    inside.length > MOST_IN_A_FOLDER ? [`${folder} holds more than ${MOST_IN_A_FOLDER} files`] : [],
  )
}

function importsOf({ path, text }: SourceFile): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)
  return [...statements].map(([whole, type, specifier = '']) => ({
    target: specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier,
    isType: type !== undefined || /^(?:import|export)\s*\{(\s*type\s[^,}]+,?)+\s*\}/.test(whole),
  }))
}

/** Every file from which one can come back to itself, each circle once. */
function circles(imports: ReadonlyMap<string, readonly Import[]>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const seenAt = trail.indexOf(path)
    if (seenAt >= 0) found.push(`circle: ${[...trail.slice(seenAt), path].join(' -> ')}`)
    if (seenAt >= 0 || done.has(path)) return
    for (const { target } of imports.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) visit(path, [])
  return found
}
