// Whether the migrations say what the schema says, and never rebuild a table: on D1 that silently deletes children.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ROOT } from './runbook.ts'

const SCHEMA = ['./src/store/schema.ts', './src/store/watch/schema.ts']
const FORBIDDEN = [/\bDROP\s+TABLE\b/i, /__new_/, /\bDROP\s+COLUMN\b/i]

export async function migrationProblems(): Promise<string[]> {
  return [...rebuilds(), ...drift()]
}

function rebuilds(): string[] {
  const folder = join(ROOT, 'migrations')
  return sqlFiles(folder).flatMap((file) => {
    const sql = readFileSync(join(folder, file), 'utf8')
    return FORBIDDEN.filter((pattern) => pattern.test(sql)).map((pattern) => `${file} contains ${pattern.source}`)
  })
}

/** Generating into a copy must add nothing. */
function drift(): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'watchkeeper-migrations-'))
  try {
    cpSync(join(ROOT, 'migrations'), copy, { recursive: true })
    const before = sqlFiles(copy).length
    const kit = join(ROOT, 'node_modules/drizzle-kit/bin.cjs')
    const config = join(copy, 'drizzle.config.json')
    writeFileSync(config, JSON.stringify({ dialect: 'sqlite', schema: SCHEMA, out: relative(ROOT, copy) }))
    const args = [kit, 'generate', '--config', config, '--name', 'drift']
    const ran = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
    if (ran.status !== 0) return [`drizzle-kit failed: ${ran.stdout}${ran.stderr}`.slice(0, 1_000)]
    return sqlFiles(copy).length === before ? [] : ['the schema has changed: npm run migration -- NAME']
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

function sqlFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => file.endsWith('.sql'))
}
