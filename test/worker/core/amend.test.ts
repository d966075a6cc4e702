// A false alarm taken back: looks become looks without an answer, and sums move with them, once.

import { expect, it } from 'vitest'
import { amendRollups, amendRows, amendStanding } from '../../../src/core/kept/amend.ts'
import type { Layout, SampleRow } from '../../../src/core/kept/sample.ts'
import { MINUTE } from '../../../src/core/time.ts'

const layouts: Layout[] = [{ name: 'l1', monitors: ['api', 'web'] }]
const row = (minute: number, ...entries: string[]): SampleRow => ({ block: 0, minute, data: ['l1', ...entries] })
const amendment = { monitor: 'api', from: 61 * MINUTE, to: 121 * MINUTE + 30_000 }

it('changes only what failed, of that monitor, in that time, and nothing when asked again', () => {
  const rows = [
    row(60, 'f', 'f'),
    row(61, 'f', 'f'),
    row(62, 'p120', 'f'),
    row(90, 'f p80 f', 'p1'),
    row(121, 'f@enam:p80/weur:f', ''),
    row(122, 'f', 'f'),
    { ...row(100, 'f'), data: ['unheard-of', 'f'] },
  ]
  const amended = amendRows(rows, layouts, [amendment])
  expect(amended.rows).toEqual([row(61, 'u', 'f'), row(90, 'u p80 u', 'p1'), row(121, 'u@enam:p80/weur:f', '')])
  expect(amended.moved).toEqual([
    { monitor: 'api', hour: 1, many: 1 },
    { monitor: 'api', hour: 1, many: 2 },
    { monitor: 'api', hour: 2, many: 1 },
  ])
  const again = amendRows(
    rows.map((one) => amended.rows.find(({ minute }) => minute === one.minute) ?? one),
    layouts,
    [amendment],
  )
  expect(again).toEqual({ rows: [], moved: [] })
})

it('moves what was added up, and never more than there was', () => {
  const moved = [{ monitor: 'api', hour: 30, many: 3 }]
  expect(amendRollups({ api: '50,0,5,1|100:50', web: '1,0,9' }, moved)).toEqual({
    api: '50,0,2,4|100:50',
    web: '1,0,9',
  })
  expect(amendRollups({ api: '50,0,2' }, moved)).toEqual({ api: '50,0,0,2' })
  expect(amendRollups({ web: '1' }, moved)).toEqual({ web: '1' })
})

it('moves it on the day it lies in, where that has been counted', () => {
  const standing = { hour: 50, services: { core: '100,5 200,7,1 3', site: '1' } }
  const serviceOf = (monitor: string) => (monitor === 'api' ? 'core' : undefined)
  const moved = [
    { monitor: 'api', hour: 30, many: 3 },
    { monitor: 'api', hour: 49, many: 1 },
    { monitor: 'api', hour: 51, many: 1 },
    { monitor: 'gone', hour: 49, many: 1 },
  ]
  expect(amendStanding(standing, moved, serviceOf)).toEqual({
    hour: 50,
    services: { core: '100,4,1 200,4,4 3', site: '1' },
  })
})
