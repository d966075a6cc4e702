// npm run plan, as a person calls it: what it prints, and what it says to whoever calls it wrongly.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../commands/runbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

function plan(...args: string[]) {
  const ran = spawnSync(process.execPath, [join(ROOT, 'commands/plan.ts'), ...args], { cwd: ROOT, encoding: 'utf8' })
  return { status: ran.status, out: ran.stdout, said: ran.stderr }
}

/** A file with so many monitors of one service. */
function runbookOf(many: number, options: object): string {
  const url = 'https://api.example.com/health'
  const monitors = Array.from({ length: many }, (_, n) => [`m${n}`, { service: 'api', kind: 'http', url, ...options }])
  const runbook = {
    organisation: { name: 'Acme', contact: 'support@example.com' },
    responders: { first: { name: 'First', email: 'first@example.com' } },
    roles: { 'on-call': ['first'] },
    services: { api: { title: 'API' } },
    monitors: Object.fromEntries(monitors),
    escalation: { fallback: 'on-call' },
  }
  const file = join(folder, `${many}.ts`)
  writeFileSync(file, `export default ${JSON.stringify(runbook)}`)
  return file
}

describe('npm run plan', () => {
  it('prints quiet, worst and the verdict of both plans', () => {
    const { status, out } = plan('runbook.ts')
    expect(status).toBe(0)
    expect(out).toMatch(/^quiet .*\ncron runs +1 +1,440 +43,200 /m)
    expect(out.indexOf('at worst')).toBeGreaterThan(out.indexOf('quiet'))
    expect(out).toContain('free plan: fits.\npaid plan: fits, for $5.00 a month')
  })

  it('says what would not fit the free plan, and fails only when that one is asked for', () => {
    const file = runbookOf(100, { every: '10s', deadline: '5s', places: ['weur', 'enam', 'apac'] })
    const both = plan(file)
    expect(both.status).toBe(0)
    expect(both.out).toMatch(/free plan: does not fit\.\n {2}[\d,]+ object calls a day are more than 100,000/)
    expect(plan(file, '--plan', 'free').status).toBe(1)
  })

  it('prints the figures as JSON', () => {
    const { quiet, problems } = JSON.parse(plan(runbookOf(7, { every: '5m' }), '--json', '--latency', '50').out)
    expect(quiet.day).toMatchObject({ runs: 1440, outside: 7 * 288 })
    expect(problems).toEqual({ free: [], paid: [] })
  })

  it('names what is wrong with a runbook', () => {
    const { status, said } = plan(runbookOf(1, { service: 'web' }))
    expect(status).toBe(1)
    expect(said).toContain('monitors.m0.service')
  })

  it.each([
    [[], 'One runbook has to be named.'],
    [['nowhere.ts'], 'There is no file nowhere.ts.'],
    [['runbook.ts', '--plan', 'gold'], 'There is no plan "gold"; there are free and paid.'],
    [['runbook.ts', '--latency', 'soon'], '--latency is soon, not a number of milliseconds.'],
    [['runbook.ts', '--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, sentence) => {
    const { status, said } = plan(...args)
    expect(status).toBe(2)
    expect(said).toContain(sentence)
  })
})
