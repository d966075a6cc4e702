// npm run check: everything a machine can say about the code without running the product.

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { bundleProblem } from './bundle-size.ts'
import { addressesOf } from './local.ts'
import { migrationProblems } from './migration-step.ts'
import { requirementProblems } from './requirements-step.ts'
import { ROOT, readRunbook } from './runbook.ts'

type Step = { name: string; problems(): Promise<string[]> }

const steps: Step[] = [
  { name: 'format and lint', problems: () => tool('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']) },
  { name: 'types of the Worker', problems: () => tool('typescript/bin/tsc', ['-p', 'tsconfig.json']) },
  { name: 'types of the rest', problems: () => tool('typescript/bin/tsc', ['-p', 'tsconfig.node.json']) },
  {
    name: 'architecture',
    problems: () => tool('vitest/vitest.mjs', ['run', '--project', 'node', 'test/architecture.test.ts']),
  },
  { name: 'runbooks', problems: runbookProblems },
  { name: 'migrations in step with the schema', problems: migrationProblems },
  { name: 'requirements have tests', problems: requirementProblems },
  { name: 'bundle size', problems: bundleProblem },
]

let hasFailed = false
for (const { name, problems } of steps) {
  const found = await problems()
  console.log(`${found.length === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  for (const problem of found) console.log(`     ${problem}`)
  hasFailed ||= found.length > 0
}
process.exitCode = hasFailed ? 1 : 0

async function tool(path: string, args: string[]): Promise<string[]> {
  const ran = spawnSync(process.execPath, [join(ROOT, 'node_modules', path), ...args], { cwd: ROOT, encoding: 'utf8' })
  return ran.status === 0 ? [] : `${ran.stdout}${ran.stderr}`.trim().split('\n')
}

async function runbookProblems(): Promise<string[]> {
  const files = ['runbook.ts', ...readdirSync(join(ROOT, 'runbooks')).map((file) => `runbooks/${file}`)]
  const found: string[] = []
  for (const file of files) {
    const { problems } = await readRunbook(join(ROOT, file), {
      addresses: addressesOf(process.env),
      allowLoopback: false,
    })
    found.push(...problems.map((problem) => `${file}: ${problem}`))
  }
  return found
}
