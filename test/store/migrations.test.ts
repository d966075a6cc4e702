// Migrations: known to the code in their number, additive, and harmless to what is stored.

import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createTestHarness } from 'wrangler'
import { migrationProblems } from '../../commands/migration-step.ts'
import { KNOWN_MIGRATIONS, schemaProblem } from '../../src/store/schema-version.ts'

const FOLDER = resolve(import.meta.dirname, '../../migrations')
const FILES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.sql'))
  .toSorted()
const staged = mkdtempSync(join(tmpdir(), 'watchkeeper-migrate-'))

afterAll(() => rmSync(staged, { recursive: true, force: true }))

it('are as many as the code knows', () => {
  expect(FILES).toHaveLength(KNOWN_MIGRATIONS)
  expect(schemaProblem(KNOWN_MIGRATIONS)).toBeNull()
  expect(schemaProblem(KNOWN_MIGRATIONS + 1)).toContain('deploy the newer code')
  expect(schemaProblem(0)).toContain('npm run deploy')
})

it('say what the schema says and rebuild no table', async () => {
  expect(await migrationProblems()).toEqual([])
})

it('one after another leave every row where it was', async () => {
  const config = {
    name: 'migrate',
    main: join(staged, 'worker.js'),
    compatibility_date: '2026-08-15',
    d1_databases: [
      {
        binding: 'DB',
        database_name: 'm',
        database_id: '00000000-0000-0000-0000-000000000009',
        migrations_dir: staged,
      },
    ],
  }
  writeFileSync(config.main, 'export default { fetch: () => new Response() }')
  const harness = createTestHarness({ workers: [{ config }] })
  try {
    await harness.listen()
    const worker = harness.getWorker()
    const { DB } = (await worker.getEnv()) as {
      DB: { prepare(sql: string): { run(): Promise<unknown>; all(): Promise<{ results: Row[] }> } }
    }
    const counts = async () => {
      const { results } = await DB.prepare(
        `select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' and name <> 'd1_migrations'`,
      ).all()
      const rows: Record<string, number> = {}
      for (const { name } of results)
        rows[String(name)] = Number((await DB.prepare(`select count(*) as n from "${name}"`).all()).results[0]?.n)
      return rows
    }
    let before: Record<string, number> = {}
    for (const file of FILES) {
      cpSync(join(FOLDER, file), join(staged, file))
      await worker.applyD1Migrations('DB')
      const after = await counts()
      for (const [table, rows] of Object.entries(before)) expect(after[table], `${table} after ${file}`).toBe(rows)
      for (const statement of SEED)
        await DB.prepare(statement)
          .run()
          .catch(() => undefined)
      before = await counts()
    }
    expect(before).toMatchObject({ incidents: 1, incident_events: 1, outbox: 1, tenants: 1, contacts: 1, deploys: 1 })
  } finally {
    await harness.close()
  }
})

type Row = Record<string, unknown>

const SEED = [
  `insert or ignore into incidents (ref, seq, phase, detected_at, state) values ('INC-1', 1, 'resolved', 1, '{}')`,
  `insert or ignore into incident_events (incident, seq, at, event) values ('INC-1', 1, 1, '{}')`,
  `insert or ignore into outbox (key, carrier, what, call, recipients, owed_at, not_before) values ('k', 'c', 'call', '', '[]', 1, 1)`,
  `insert or ignore into tenants (id, name, services, features) values ('north', 'North', '[]', '[]')`,
  `insert or ignore into contacts (tenant, email) values ('north', 'it@example.com')`,
  `insert or ignore into deploys (id, service, record) values ('d', 'api', '{}')`,
]
