// npm run drill -- NAME: one scripted outage against a fresh local system with fired minutes, told as it happens.

import { parseArgs } from 'node:util'
import { drills } from '../drills/index.ts'
import { openTheatre } from './theatre.ts'

const { values: options, positionals } = parseArgs({
  options: { list: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  allowPositionals: true,
})

if (options.list) {
  for (const [name, { summary }] of Object.entries(drills)) console.log(`${name.padEnd(14)} ${summary}`)
} else {
  process.exitCode = await play(positionals[0] ?? '')
}

async function play(name: string): Promise<0 | 1> {
  const drill = drills[name]
  if (drill === undefined) {
    console.error(`There is no drill "${name}". There are: ${Object.keys(drills).join(', ')}`)
    return 1
  }
  const notes: Note[] = []
  const note = (sentence: string, isMet: boolean, detail: string) => {
    notes.push({ sentence, isMet, detail })
    if (!options.json) console.log(lineOf({ sentence, isMet, detail }))
  }
  const { stage, close } = await openTheatre({ note })
  try {
    if (!options.json) console.log(`\n${name}: ${drill.summary}\n`)
    await drill.play(stage)
    const hasPassed = notes.every((one) => one.isMet)
    tell(name, hasPassed, { notes, story: await stage.story('INC-1') })
    return hasPassed ? 0 : 1
  } finally {
    await close()
  }
}

type Note = { sentence: string; isMet: boolean; detail: string }

function lineOf({ sentence, isMet, detail }: Note): string {
  const evidence = detail === '' ? '' : `\n       ${detail.slice(0, 2_000)}`
  return `  ${isMet ? 'ok  ' : 'FAIL'} ${sentence}${evidence}`
}

type Told = { notes: Note[]; story: { timeline: { at: string; text: string; by: string }[] } }

function tell(name: string, hasPassed: boolean, { notes, story }: Told): void {
  if (options.json) {
    console.log(JSON.stringify({ drill: name, passed: hasPassed, notes, timeline: story.timeline }, null, 2))
    return
  }
  console.log('\nTimeline of INC-1\n')
  for (const { at, text, by } of story.timeline) console.log(`  ${at.slice(0, 19).replace('T', ' ')}  ${text}  (${by})`)
  console.log(`\n${name}: ${hasPassed ? 'passed' : 'FAILED'}\n`)
}
