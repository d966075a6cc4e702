// How a minute's samples are kept, and what is read out of them again under this runbook or a later one.

import { describe, expect, it } from 'vitest'
import {
  type Layout,
  layoutsOf,
  packSamples,
  passesIn,
  readSamples,
  type Sample,
} from '../../../src/core/kept/sample.ts'
import { MINUTE } from '../../../src/core/time.ts'
import type { LookKind } from '../../../src/core/watch/look.ts'
import { acme, monitor, T0 } from './acme.ts'

const three = ['a', 'b', 'c'].map((id): [string, ReturnType<typeof monitor>] => [id, monitor(id, id, 'api')])
const runbook = { ...acme, monitors: Object.fromEntries(three) }

const look = (id: string, kind: LookKind, value: number | null = null, at = T0): Sample => ({
  monitor: id,
  kind,
  value,
  at,
})
const pack = (...samples: Sample[]) => packSamples(runbook, samples)[0]?.data ?? []
const read = (data: string[], layouts: Layout[] = layoutsOf(runbook)) =>
  readSamples([{ block: 0, minute: 7, data }], layouts)

describe('samples', () => {
  it('are a few letters in the order of the names, after the name of whose entries they are', () => {
    expect(pack(look('b', 'fail'), look('a', 'pass', 120))).toEqual([
      expect.stringMatching(/^[\da-f]{8}$/),
      'p120',
      'f',
      '',
    ])
  })

  it.each<[string, Sample[], string]>([
    [
      'several looks in the order of time',
      [look('a', 'warn', 5200, T0 + MINUTE / 2), look('a', 'pass', 80)],
      'p80 w5200',
    ],
    ['what is neither up nor down', [look('a', 'asleep'), look('a', 'maintenance', 9, T0 + 1)], 'a m9'],
    ['doubt', [look('a', 'unknown')], 'u'],
    ['a number that is no time', [look('a', 'pass', 0.012345678)], 'p0.0123457'],
    ['a number below nothing', [look('a', 'fail', -3)], 'f-3'],
    ['a number of many digits', [look('a', 'pass', 123456789)], 'p123457000'],
    [
      'what each place saw',
      [
        {
          ...look('a', 'warn', 90),
          places: { weur: { kind: 'pass', value: 80 }, enam: { kind: 'fail', value: null } },
        },
      ],
      'w90@weur:p80/enam:f',
    ],
  ])('keep %s', (_name, samples, entry) => {
    expect(pack(...samples)[1]).toBe(entry)
    const kept = samples
      .toSorted((a, b) => a.at - b.at)
      .map(({ kind, value }) => [kind, value && Number(value.toPrecision(6))])
    expect(read(pack(...samples))[0]?.looks.map(({ kind, value }) => [kind, value])).toEqual(kept)
  })

  it('of an earlier runbook are still theirs whose they were', () => {
    const data = pack(look('b', 'pass', 50))
    const later = { ...acme, monitors: { a0: monitor('a0', 'A0', 'api'), ...runbook.monitors } }
    const known = [...layoutsOf(later), ...layoutsOf(runbook)]
    expect(read(data, known)).toEqual([{ minute: 7, monitor: 'b', looks: [{ kind: 'pass', value: 50 }] }])
    expect(read(data, layoutsOf(later))).toEqual([])
  })

  it('fill blocks of a hundred', () => {
    const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`m${n}`, monitor(`m${n}`, 'M', 'api')]))
    const blocks = packSamples({ ...acme, monitors: many }, [])
    expect(blocks.map(({ block, data }) => [block, data.length])).toEqual([
      [0, 101],
      [1, 101],
      [2, 2],
    ])
  })
})

describe('who passed in a minute', () => {
  it.each<[string, Sample[], string[]]>([
    ['whoever was seen working, slow or not', [look('a', 'pass'), look('b', 'warn')], ['a', 'b']],
    ['nobody who failed once in it', [look('a', 'pass'), look('a', 'fail', null, T0 + 1)], []],
    ['nobody of whom nothing is known', [look('a', 'unknown'), look('b', 'asleep'), look('c', 'maintenance')], []],
    ['whoever was seen at all, beside doubt', [look('a', 'unknown'), look('a', 'pass', 1, T0 + 1)], ['a']],
  ])('%s', (_name, samples, monitors) => {
    expect(passesIn(read(pack(...samples))).flatMap((passes) => passes.monitors)).toEqual(monitors)
  })
})
