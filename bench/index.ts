// npm run bench: what the local system really does, as a table or with --json; --only NAME runs one group. Local figures, on
// whatever machine this is: they compare one version with another and promise nothing about production.

import { parseArgs } from 'node:util'
import { bundleKib } from '../commands/bundle-size.ts'
import { cpu } from './cpu.ts'
import { type Figure, printTable, summarise } from './measure.ts'
import { small } from './small.ts'
import { allHanging, failure, thousand } from './thousand.ts'

const groups: Record<string, () => Promise<Figure[]>> = {
  small,
  thousand,
  'all-hanging': allHanging,
  failure,
  cpu,
  bundle: async () => [summarise('bundle, gzip', 'KiB', [bundleKib()])],
}

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
})

const chosen = options.only === undefined ? Object.keys(groups) : [options.only]
const figures: Figure[] = []
for (const name of chosen) {
  const group = groups[name]
  if (group === undefined) throw new Error(`--only takes one of ${Object.keys(groups).join(', ')}`)
  figures.push(...(await group()))
}
if (options.json) console.log(JSON.stringify(figures, null, 2))
else printTable(figures)
