// A thousand monitors on the real Worker: quiet minutes, and minutes of real time in which some or all of them hang.

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type LocalTheatre, openTheatre } from '../commands/theatre.ts'
import { namesOf, targetVars } from './many.ts'
import { type Figure, summarise, time } from './measure.ts'

const MINUTE_MS = 60_000
const NAMES = namesOf(1_000)
/** Locally no invocation is kept from having more than six requests in flight. */
const ENFORCED = 'six connections enforced by our own ration'

type Mode = 'healthy' | 'hanging' | 'failing'
type Requests = { at: number }[]

/** Quiet minutes first, in the story's time; then the present minute with every tenth hanging. */
export async function thousand(): Promise<Figure[]> {
  return await withThousand(async (theatre) => {
    const quiet: number[] = []
    for (let run = 0; run < 35; run++) quiet.push(await time(() => theatre.stage.pass(1)))
    return [
      summarise('a quiet minute, 1,000 monitors, fired over HTTP', 'ms', quiet.slice(5)),
      ...(await hang(theatre, 'every tenth', (name) => name.endsWith('0'))),
    ]
  })
}

export async function allHanging(): Promise<Figure[]> {
  return await withThousand((theatre) => hang(theatre, 'all', () => true))
}

/** From the last confirming probe of one to the call at the mail service, while ten others hang. */
export async function failure(): Promise<Figure[]> {
  return await withThousand(async (theatre) => {
    const { stage } = theatre
    await setModes(theatre, (name) => (name === 'm500' ? 'failing' : name.endsWith('77') ? 'hanging' : 'healthy'))
    const minuteMs = await firePresent(theatre)
    const requests = await requestsOf(theatre)
    const [call] = await stage.control<{ at: number }[]>('GET', 'mails')
    const called = call?.at ?? Number.NaN
    const startedAt = Math.min(...[...requests.values()].flatMap(([first]) => first?.at ?? []))
    return [
      summarise('confirmed failure to the call leaving, ten others hanging', 'ms', [
        called - (requests.get('m500')?.at(-1)?.at ?? Number.NaN),
      ]),
      summarise('the same from the first probe of the minute', 'ms', [called - startedAt]),
      summarise('the same minute in all', 'ms', [minuteMs]),
    ]
  })
}

async function hang(theatre: LocalTheatre, who: string, hangs: (name: string) => boolean): Promise<Figure[]> {
  await setModes(theatre, (name) => (hangs(name) ? 'hanging' : 'healthy'))
  const minute = presentMinute()
  const took = await firePresent(theatre)
  const kept = looksOf(theatre.stateDir, minute)
  const requests = await requestsOf(theatre)
  const misjudged = NAMES.filter((name) => !(hangs(name) ? /^f\d*$/ : /^p\d+$/).test(kept.get(name) ?? ''))
  const unconfirmed = NAMES.filter((name) => hangs(name) && (requests.get(name)?.length ?? 0) < 2)
  return [
    summarise(`${who} of 1,000 hanging for 10 s, ${ENFORCED}`, 'ms', [took]),
    summarise(`${who} of 1,000 hanging: lost, doubled or misjudged`, 'monitors', [misjudged.length]),
    summarise(`${who} of 1,000 hanging: not confirmed`, 'monitors', [unconfirmed.length]),
  ]
}

async function withThousand(measure: (theatre: LocalTheatre) => Promise<Figure[]>): Promise<Figure[]> {
  const runbook = join(import.meta.dirname, 'thousand.runbook.ts')
  const theatre = await openTheatre({ runbook, vars: targetVars })
  try {
    return await measure(theatre)
  } finally {
    await theatre.close()
  }
}

const presentMinute = () => Math.floor(Date.now() / MINUTE_MS)

/** The present minute really waits; by the Worker's clock it begins as it is fired. */
async function firePresent({ fire, stage }: LocalTheatre): Promise<number> {
  await stage.control('PUT', 'clock', { now: null })
  return await time(() => fire(presentMinute() * MINUTE_MS))
}

async function setModes({ stage }: LocalTheatre, modeOf: (name: string) => Mode): Promise<void> {
  await stage.control('POST', 'reset')
  const wrong = NAMES.filter((name) => modeOf(name) !== 'healthy')
  await Promise.all(wrong.map((name) => stage.control('PUT', `targets/${name}`, { mode: modeOf(name) })))
}

async function requestsOf({ stage }: LocalTheatre): Promise<Map<string, Requests>> {
  const { targets } = await stage.control<{ targets: Record<string, { requests: Requests }> }>('GET', 'state')
  return new Map(Object.entries(targets).map(([name, { requests }]) => [name, requests]))
}

/** Read beside the Worker from the file in which its database lies. */
function looksOf(stateDir: string, minute: number): Map<string, string> {
  const [file = ''] = globSync(join(stateDir, 'd1/v3/d1/*/*.sqlite')).filter((path) => !path.includes('metadata'))
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare('select data from samples where minute = ? order by block').all(minute)
  database.close()
  const entries = rows.flatMap(({ data }) => (JSON.parse(String(data)) as string[]).slice(1))
  return new Map(NAMES.map((name, index) => [name, entries[index] ?? '']))
}
