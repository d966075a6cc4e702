// npm run plan -- FILE: what a runbook costs, quiet and at worst, against the limits of both plans, and what would not fit.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Cost, Period } from '../src/core/cost/cost.ts'
import { CEILINGS, FIGURES, PLANS, type Plan, STORAGE } from '../src/core/cost/limits.ts'
import { addressesOf } from './local.ts'
import { readRunbook } from './runbook.ts'

const USAGE = 'npm run plan -- FILE [--plan free|paid] [--latency MS] [--json]'
const LIMITS = { free: 'free, of a day', paid: 'paid, included' } as const

type Wish = { file: string; plans: readonly Plan[]; latencyMs: number; isJson: boolean }

try {
  process.exitCode = await plan(read(process.argv.slice(2)))
} catch (wrong) {
  if (!(wrong instanceof TypeError)) throw wrong
  console.error(`${wrong.message}\n${USAGE}`)
  process.exitCode = 2
}

/** Throws a TypeError for wrong use, as parseArgs does. */
function read(args: string[]): Wish {
  const { values, positionals } = parseArgs({
    args,
    options: {
      plan: { type: 'string' },
      latency: { type: 'string', default: '200' },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new TypeError('One runbook has to be named.')
  if (!existsSync(file)) throw new TypeError(`There is no file ${file}.`)
  const plans = PLANS.filter((one) => values.plan === undefined || one === values.plan)
  if (plans.length === 0) throw new TypeError(`There is no plan "${values.plan}"; there are ${PLANS.join(' and ')}.`)
  const latencyMs = Number(values.latency)
  if (!(latencyMs > 0)) throw new TypeError(`--latency is ${values.latency}, not a number of milliseconds.`)
  return { file, plans, latencyMs, isJson: values.json }
}

async function plan({ file, plans, latencyMs, isJson }: Wish): Promise<0 | 1> {
  const addresses = addressesOf(process.env)
  const { problems, cost } = await readRunbook(resolve(file), { addresses, allowLoopback: true, latencyMs })
  if (cost === null) {
    console.error(`${file} cannot be used:\n  ${problems.join('\n  ')}`)
    return 1
  }
  console.log(isJson ? JSON.stringify(cost, null, 2) : textOf(file, cost, plans))
  return plans.some((one) => cost.problems[one].length === 0) ? 0 : 1
}

function textOf(file: string, cost: Cost, plans: readonly Plan[]): string {
  return [
    `${file}: ${cost.monitors} ${cost.monitors === 1 ? 'monitor' : 'monitors'}. ~ is an estimate.`,
    tableOf('quiet', cost.quiet, plans),
    tableOf('at worst', cost.worst, plans),
    storageOf(cost, plans),
    plans.flatMap((one) => verdictOf(cost, one)).join('\n'),
    ['Assumed:', ...cost.assumptions.map((sentence) => `  ${sentence}`)].join('\n'),
  ].join('\n\n')
}

function tableOf(title: string, { minute, day, month }: Period, plans: readonly Plan[]): string {
  const sums = FIGURES.map(({ name, isEstimate, of, freePerDay, price }) => {
    const limits = {
      free: shareOf(of(day), freePerDay),
      paid: shareOf(of(month), price?.included ?? null),
    }
    return [
      marked(name, isEstimate),
      ...[minute, day, month].map((use) => number(of(use))),
      ...plans.map((one) => limits[one]),
    ]
  })
  const single = CEILINGS.map(({ name, isEstimate, of, limit }) => {
    const used = of(minute.most)
    return [`  ${marked(name, isEstimate)}`, number(used), '', '', ...plans.map((one) => shareOf(used, limit[one]))]
  })
  const blanks = ['', '', '', ...plans.map(() => '')]
  return aligned([
    [title, 'busiest minute', 'a day', 'a month', ...plans.map((one) => LIMITS[one])],
    ...sums,
    ['most in one invocation', ...blanks],
    ...single,
  ])
}

function storageOf({ stored }: Cost, plans: readonly Plan[]): string {
  const limits = plans.map((one) => `${one} ${shareOf(stored, STORAGE.limit[one])}`)
  return `~ stored after a year: ${number(stored)} bytes; ${limits.join(', ')}`
}

function verdictOf({ problems, usdPerMonth }: Cost, plan: Plan): string[] {
  const price = `, for $${usdPerMonth.quiet.toFixed(2)} a month, at worst $${usdPerMonth.worst.toFixed(2)}`
  const found = problems[plan]
  const verdict = found.length === 0 ? 'fits' : 'does not fit'
  return [`${plan} plan: ${verdict}${plan === 'paid' ? price : ''}.`, ...found.map((problem) => `  ${problem}`)]
}

function marked(name: string, isEstimate: boolean | undefined): string {
  return isEstimate ? `~ ${name}` : name
}

function shareOf(used: number, limit: number | null): string {
  const short = limit?.toLocaleString('en', { notation: 'compact' })
  return limit === null ? '' : `${number((used / limit) * 100)} % of ${short}`
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })
}

/** The first column is read from the left, the others from the right. */
function aligned(rows: readonly string[][]): string {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widthOf(column)) : text.padStart(widthOf(column))
  return rows.map((row) => row.map(cell).join('   ').trimEnd()).join('\n')
}
