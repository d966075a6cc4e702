// Whether every requirement of the register has a test that is there, and docs/requirements.md says what the register says.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHAPTERS } from '../test/requirements/register.ts'
import type { NamedTest, Requirement } from '../test/requirements/requirement.ts'
import { ROOT } from './runbook.ts'

export const REQUIREMENTS_PAGE = join(ROOT, 'docs/requirements.md')

export async function requirementProblems(): Promise<string[]> {
  const written = existsSync(REQUIREMENTS_PAGE) ? readFileSync(REQUIREMENTS_PAGE, 'utf8') : ''
  return [...registerProblems(CHAPTERS.flatMap(({ requirements }) => requirements)), ...pageProblems(written)]
}

export function pageProblems(written: string): string[] {
  return written === requirementsPage()
    ? []
    : ['docs/requirements.md is not what the register says: npm run requirements']
}

export function registerProblems(requirements: readonly Requirement[]): string[] {
  return requirements.flatMap(({ id, tests }, index) => [
    ...(requirements.findIndex((other) => other.id === id) < index ? [`${id} stands twice`] : []),
    ...(tests.length === 0 ? [`${id} has no test`] : []),
    ...tests.flatMap((test) => testProblems(test).map((problem) => `${id}: ${problem}`)),
  ])
}

function testProblems({ file, title }: NamedTest): string[] {
  const path = join(ROOT, file)
  if (!existsSync(path)) return [`there is no ${file}`]
  const source = readFileSync(path, 'utf8')
  const isThere = ["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))
  return isThere ? [] : [`${file} has no test called "${title}"`]
}

export function requirementsPage(): string {
  const chapters = CHAPTERS.map(({ title, requirements }) => `## ${title}\n\n${table(requirements)}`)
  return `${[HEAD, ...chapters].join('\n\n')}\n`
}

const HEAD = `# Requirements

What the product promises by itself, and the tests that would fail if it did not. Written by \`npm run requirements\` from
\`test/requirements/\`; \`npm run check\` fails when a promise has no test, or when this page is not in step.`

function table(requirements: readonly Requirement[]): string {
  const rows = requirements.map(({ id, rule, tests }) => `| ${id} | ${rule} | ${linked(tests)} |`)
  return ['| number | rule | tests |', '| --- | --- | --- |', ...rows].join('\n')
}

function linked(tests: readonly NamedTest[]): string {
  const files = Map.groupBy(tests, ({ file }) => file)
  return [...files].map(([file, named]) => `[${file.replace('test/', '')}](../${file}): ${titles(named)}`).join('<br>')
}

function titles(named: readonly NamedTest[]): string {
  return named.map(({ title }) => `“${title.replaceAll('|', '\\|')}”`).join(', ')
}
