// npm run drill -- NAME: one scripted outage against a fresh local system with fired minutes, told as it happens.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drills } from '../drills/index.ts'
import { openStage } from '../drills/stage.ts'
import { openWorld } from '../world/world.ts'
import { localVars } from './local.ts'
import { freePort } from './port.ts'
import { ROOT, readRunbook } from './runbook.ts'
import { startStack } from './stack.ts'

const BEGIN = Date.parse('2026-03-02T09:00:00Z')
const RUNBOOK = join(ROOT, 'drills/first-light.runbook.ts')

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
  const stateDir = mkdtempSync(join(tmpdir(), 'watchkeeper-drill-'))
  const world = await openWorld({ port: 0 })
  const needs = await readRunbook(RUNBOOK, { addresses: {}, allowLoopback: true })
  const port = await freePort()
  const vars = localVars({ publicUrl: `http://127.0.0.1:${port}`, worldUrl: world.url, stateDir }, needs)
  const stack = await startStack({ runbook: RUNBOOK, port, stateDir, vars })
  try {
    const notes: { sentence: string; isMet: boolean; detail: string }[] = []
    const stage = await openStage({
      worldUrl: world.url,
      begin: BEGIN,
      fire: stack.fire,
      request: (path, init) => fetch(`${stack.url}${path}`, init),
      token: vars.ADMIN_TOKEN ?? '',
      note: (sentence, isMet, detail) => {
        notes.push({ sentence, isMet, detail })
        if (!options.json)
          console.log(
            `  ${isMet ? 'ok  ' : 'FAIL'} ${sentence}${detail === '' ? '' : `\n       ${detail.slice(0, 2_000)}`}`,
          )
      },
    })
    if (!options.json) console.log(`\n${name}: ${drill.summary}\n`)
    await drill.play(stage)
    const story = await stage.story('INC-1')
    const hasPassed = notes.every((note) => note.isMet)
    tell(name, hasPassed, { notes, story })
    return hasPassed ? 0 : 1
  } finally {
    await stack.close()
    await world.close()
    rmSync(stateDir, { recursive: true, force: true })
  }
}

type Told = { notes: object[]; story: { timeline: { at: string; text: string; by: string }[] } }

function tell(name: string, hasPassed: boolean, { notes, story }: Told): void {
  if (options.json) {
    console.log(JSON.stringify({ drill: name, passed: hasPassed, notes, timeline: story.timeline }, null, 2))
    return
  }
  console.log('\nTimeline of INC-1\n')
  for (const { at, text, by } of story.timeline) console.log(`  ${at.slice(0, 19).replace('T', ' ')}  ${text}  (${by})`)
  console.log(`\n${name}: ${hasPassed ? 'passed' : 'FAILED'}\n`)
}
