// npm run migration -- NAME: writes the next migration from the schema. Tables whose key is text get WITHOUT ROWID, so that
// a row costs one write instead of two.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './runbook.ts'

/** Keyed by a whole number, or with rows too large for a b-tree of keys. */
const WITH_ROWID = ['minutes', 'clock', 'board', 'inbox', 'standing']

const name = process.argv[2]
if (name === undefined || !/^[a-z][a-z0-9-]*$/.test(name)) {
  console.error('Give the migration a name: npm run migration -- add-something')
  process.exit(2)
}

const folder = join(ROOT, 'migrations')
const known = new Set(readdirSync(folder))
const kit = join(ROOT, 'node_modules/drizzle-kit/bin.cjs')
const ran = spawnSync(process.execPath, [kit, 'generate', '--name', name], { cwd: ROOT, stdio: 'inherit' })
if (ran.status !== 0) process.exit(1)
for (const file of readdirSync(folder).filter((it) => it.endsWith('.sql') && !known.has(it))) {
  const path = join(folder, file)
  writeFileSync(path, withoutRowid(readFileSync(path, 'utf8')))
}

function withoutRowid(sql: string): string {
  return sql.replace(/CREATE TABLE `(\w+)` \([\s\S]*?\n\);/g, (statement, table: string) =>
    WITH_ROWID.includes(table) ? statement : `${statement.slice(0, -1)} WITHOUT ROWID;`,
  )
}
