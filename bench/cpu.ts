// What a check costs in processor time, beside a Worker that does nothing but ask for the same addresses and write one row.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LocalTheatre, openTheatre } from '../commands/theatre.ts'
import { targetVars } from './many.ts'
import { type Figure, summarise } from './measure.ts'

const MONITORS = 200
const ROUNDS = 6
/** In each round so many minutes of the one and of the other by turns, as this machine is not equally fast all the time. */
const TURNS = 10
const MINUTES = 5

/** Compiling is paid once for an isolate, and would be counted for every check. */
const WARMING_UP = 40

/** Linux counts processor time in hundredths of a second. */
const TICK_US = 10_000

/** In turns, so that whatever else this machine does meets both. */
export async function cpu(): Promise<Figure[]> {
  const runbook = join(import.meta.dirname, 'two-hundred.runbook.ts')
  const vars = (worldUrl: string) => ({ ...targetVars(worldUrl), BENCH_MONITORS: String(MONITORS) })
  const ours = await openTheatre({ runbook, vars })
  try {
    const bare = await openTheatre({ runbook, vars, main: join(import.meta.dirname, 'bare-worker.ts') })
    try {
      await ours.stage.pass(WARMING_UP)
      await bare.stage.pass(WARMING_UP)
      const values: { ours: number; bare: number }[] = []
      for (let round = 0; round < ROUNDS; round++) values.push(await costs(ours, bare))
      return [
        summarise(
          'CPU of a check, 200 monitors, the whole minute',
          'µs',
          values.map((value) => value.ours),
        ),
        summarise(
          'CPU of a check, a bare Worker beside it',
          'µs',
          values.map((value) => value.bare),
        ),
        summarise(
          'the one divided by the other',
          'times',
          values.map((value) => value.ours / value.bare),
        ),
      ]
    } finally {
      await bare.close()
    }
  } finally {
    await ours.close()
  }
}

async function costs(ours: LocalTheatre, bare: LocalTheatre): Promise<{ ours: number; bare: number }> {
  const spent = { ours: 0, bare: 0 }
  for (let turn = 0; turn < TURNS; turn++) {
    spent.ours += await cost(ours)
    spent.bare += await cost(bare)
  }
  return { ours: spent.ours / TURNS, bare: spent.bare / TURNS }
}

async function cost({ stage, pid }: LocalTheatre): Promise<number> {
  const before = ticksOf(pid)
  await stage.pass(MINUTES)
  return ((ticksOf(pid) - before) * TICK_US) / (MINUTES * MONITORS)
}

/** Of every workerd below a process. */
function ticksOf(ancestor: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess)
  const parentOf = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  const isBelow = (pid: number): boolean => {
    const parent = parentOf.get(pid)
    return parent !== undefined && (parent === ancestor || isBelow(parent))
  }
  const workers = processes.filter(({ pid, name }) => name === 'workerd' && isBelow(pid))
  if (workers.length === 0) throw new Error('no workerd runs below the stack')
  return workers.reduce((total, { ticks }) => total + ticks, 0)
}

type Process = { pid: number; name: string; parent: number; ticks: number }

/** `proc_pid_stat(5)`: the name stands in brackets and may hold anything. */
function readProcess(pid: string): Process[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return [{ pid: Number(pid), name, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }]
  } catch {
    // It ended meanwhile.
    return []
  }
}
