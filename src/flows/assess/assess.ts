// Looks around for an incident that has opened: asks the checklist's questions, all at once, so that one that finds no answer
// hinders none of the others. Decides nothing; what it finds is evidence for people.

import { type Assessed, couldNotFindOut, nobodyTells } from '../../core/assess/answer.ts'
import { howItStood, type Known, whatElseFails, whatWasShipped } from '../../core/assess/known.ts'
import { howMachinesAre, whatProviderSays } from '../../core/assess/outside.ts'
import { whatMonitorsTell } from '../../core/assess/told.ts'
import { placeOf } from '../../core/kept/sample.ts'
import type { Result } from '../../core/result.ts'
import { dependenciesOf } from '../../core/rollback/suspect.ts'
import type { Service } from '../../core/runbook.ts'
import { SECOND } from '../../core/time.ts'
import type { Io } from '../../io.ts'
import type { PlatformContext } from '../../platforms/contract.ts'
import { platformOf } from '../../platforms/index.ts'
import { readKnown } from '../../store/watch/assessment.ts'
import type { System } from '../system.ts'
import { ration } from '../watch/ration.ts'
import { askTrackers } from './trackers.ts'

type Answers = Assessed[] | Promise<Assessed[]>

export type AssessPorts = Pick<System, 'db' | 'io' | 'runbook' | 'secret'>

/** In an invocation of its own, whose six connections the outside shares: a deadline begins when a connection is there. */
export async function assess(ref: string, system: AssessPorts): Promise<Assessed[]> {
  const { db, io, runbook } = system
  const telling = Object.values(runbook.monitors).filter(({ tells }) => tells !== null)
  const places = telling.flatMap(({ id }) => {
    const place = placeOf(id, runbook)
    return place === null ? [] : [{ monitor: id, ...place }]
  })
  const known = await readKnown(db, { ref, now: io.at(), places })
  if (known === null) throw new Error(`there is no incident ${ref} to assess`)
  const services = relatedTo(known, system)
  const outside = { ...system, io: ration(io).io }
  const questions: [string, () => Answers][] = [
    ['What else fails?', () => [whatElseFails(known, runbook)]],
    ['What was the uptime before?', () => [howItStood(known, runbook, io.at())]],
    ['What was deployed before?', () => [whatWasShipped(known, runbook)]],
    ['What do the providers say?', () => askProviders(services, outside)],
    ['How are the machines?', () => askMachines(services, outside)],
    ['What do error trackers tell?', () => askTrackers(services, system)],
    ['What do monitors tell?', () => whatMonitorsTell(known, runbook)],
  ]
  const answers = questions.map(([question, find]) => ask(question, find, io))
  return (await Promise.all(answers)).flat()
}

/** Every call has a deadline of its own; this is for several that waited for each other, and shorter than any lease. */
const LONGEST_MS = 20 * SECOND

/** A fence: a question that breaks or hangs must not keep the others from their answers. */
async function ask(question: string, answers: () => Answers, io: Io): Promise<Assessed[]> {
  try {
    const found = (async () => await answers())()
    return (await io.within(LONGEST_MS, found)) ? await found : [couldNotFindOut(question, 'no answer in time')]
  } catch (thrown) {
    return [couldNotFindOut(question, thrown instanceof Error ? thrown.name : 'it broke')]
  }
}

/** What it is about, and all that this needs. */
function relatedTo({ incident: { service } }: Known, { runbook }: AssessPorts): Service[] {
  return [service, ...dependenciesOf(service, runbook)].flatMap((id) => runbook.services[id] ?? [])
}

async function askProviders(services: readonly Service[], context: PlatformContext): Promise<Assessed[]> {
  const pages = services.flatMap(({ statusPage }) => statusPage ?? [])
  if (pages.length === 0)
    return [nobodyTells('What do the providers say?', `${titlesOf(services)} has no \`statusPage\``)]
  const byAddress = new Map(pages.map((page) => [platformOf(page.kind)?.targets(page.settings)[0] ?? '', page]))
  const asked = [...byAddress].map(async ([address, { kind, settings }]) => {
    const question = `What does ${URL.parse(address)?.host ?? address} say?`
    const said = await platformOf(kind)?.status?.(settings, context)
    return answerOf(question, said, (status) => whatProviderSays(question, status))
  })
  return await Promise.all(asked)
}

async function askMachines(services: readonly Service[], context: PlatformContext): Promise<Assessed[]> {
  const asked = services.flatMap(({ title, sleeps }) => {
    const machines = sleeps === null ? undefined : platformOf(sleeps.platform.kind)?.machines
    return sleeps === null || machines === undefined ? [] : [{ title, machines, settings: sleeps.platform.settings }]
  })
  if (asked.length === 0)
    return [nobodyTells('How are the machines?', `${titlesOf(services)} runs on no platform that can be asked`)]
  const answers = asked.map(async ({ title, machines, settings }) => {
    const question = `How are the machines of ${title}?`
    const listed = await machines(settings, context)
    return answerOf(question, listed, (found) => howMachinesAre(question, found, context.io.at()))
  })
  return await Promise.all(answers)
}

function answerOf<T>(question: string, said: Result<T> | undefined, read: (value: T) => Assessed): Assessed {
  if (said === undefined) return couldNotFindOut(question, 'nobody knows how to ask')
  return said.ok ? read(said.value) : couldNotFindOut(question, said.error)
}

function titlesOf(services: readonly Service[]): string {
  return services.map(({ title }) => title).join(', ')
}
