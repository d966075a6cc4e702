// The draft of a post-mortem as Markdown: what was recorded, and room for what only people know.

import { HOUR, type Instant, iso, MINUTE, SECOND } from '../src/core/time.ts'
import type { TimelineLine } from '../src/core/view/page-view.ts'
import type { Postmortem, Took } from '../src/core/view/postmortem.ts'
import { inert, inertLines, item, table } from './markdown.ts'
import { counted, severityWithNative } from './words.ts'

/** Rows of the table of actions that wait for a person; at least one is due for P1 and P2. */
const EMPTY_ACTIONS = 3

const TO_FILL_IN = '\\_\\_\\_\\_'

const IMPACT_WORDS: Record<Postmortem['impact'], string> = {
  outage: 'did not work',
  degradation: 'was degraded',
  loss: 'lost or damaged data',
  exposure: 'let in what it has to refuse',
  'secret-leak': 'leaked a secret',
  advice: 'needed attention',
}

const HURT_WORDS: Record<Postmortem['hurt']['scope'], string> = {
  all: 'every tenant of it',
  several: 'several tenants',
  one: 'one tenant',
  none: 'no tenant',
  unknown: 'not known',
}

const MEASURE_WORDS: Record<Postmortem['measures'][number]['name'], string> = {
  detect: 'To detect, from outage start',
  acknowledge: 'To acknowledge, from detection',
  mitigate: 'To mitigate, from detection',
  resolve: 'To resolve, from detection',
}

export function postmortemText(draft: Postmortem): string {
  const sections: [string, string][] = [
    ['Summary', summary(draft)],
    ['Impact', impact(draft)],
    ['Measurements', measurements(draft)],
    ['Assessment', assessment(draft)],
    ...(draft.checklist.length === 0 ? [] : [['Checklist', checklist(draft)] satisfies [string, string]]),
    ['Severity', list(draft.severities, 'No severity was recorded.')],
    ['Timeline, in UTC', list(draft.timeline, 'Nothing was recorded.')],
    ['Decisions and their evidence', list(draft.decisions, 'Nothing was decided about rollbacks or notices.')],
    ['Cause', cause(draft)],
    ['Action items', actions(draft)],
  ]
  const head = `# Post-mortem: ${inert(draft.title)}\n\n${opening(draft)}`
  return `${[head, ...sections.map(([title, text]) => `## ${title}\n\n${text}`)].join('\n\n')}\n`
}

function opening({ ref, organisation, phase, recordedUntil }: Postmortem): string {
  const until =
    recordedUntil === null ? 'before anything was recorded' : `from what was recorded until ${at(recordedUntil)}`
  return (
    `${inert(organisation)}, ${inert(ref)}, ${phase}. A draft ${until}; lines with ${TO_FILL_IN} wait for a person. ` +
    'It asks what in the systems and the process let this happen, not who.'
  )
}

function summary({ service, impact, outageStartedAt, mitigatedAt, ...draft }: Postmortem): string {
  const until = mitigatedAt === null ? 'It is not known to be mitigated.' : `It was mitigated at ${at(mitigatedAt)}.`
  const { scope, tenants } = draft.hurt
  const whom = scope === 'several' ? counted(tenants.length, 'tenant') : HURT_WORDS[scope]
  const hurt = scope === 'unknown' ? 'It is not known whom it hurt.' : `It hurt ${whom}.`
  return [
    `${inert(service)} ${IMPACT_WORDS[impact]} from ${at(outageStartedAt)}, severity ${severityOf(draft)}. ${until} ${hurt}`,
    ...suspicion(draft),
    ...(draft.rollback === null ? [] : [inert(draft.rollback)]),
  ].join(' ')
}

function suspicion({ suspect }: Pick<Postmortem, 'suspect'>): string[] {
  if (suspect === null) return []
  const when = suspect.finishedAt === null ? '' : `, which finished at ${at(suspect.finishedAt)}`
  return [`A deploy is suspected: ${inert(suspect.version)} of ${inert(suspect.service)}${when}.`]
}

function impact({ outage, hurt, counts, failedLooks }: Postmortem): string {
  const tenants = hurt.tenants.length === 0 ? 'not known by name' : hurt.tenants.map(inert).join(', ')
  return table(
    ['What', 'How much'],
    [
      ['Outage, from its start until mitigated', minutes(outage)],
      ['Tenants hurt', `${hurt.tenants.length || HURT_WORDS[hurt.scope]}`],
      ['Which tenants', tenants],
      ['Signals', `${counts.signals}`],
      ['Failed looks of its monitors', failedLooks === null ? 'not known' : `${failedLooks}`],
      ['Failures of them in the timeline', `${counts.failures}`],
      ['Failed again after it seemed over', counted(counts.relapses, 'time')],
    ],
  )
}

function measurements({ measures }: Postmortem): string {
  const rows = measures.map((measure) => {
    const when = measure.at === null ? 'not known' : at(measure.at)
    return [MEASURE_WORDS[measure.name], duration(measure.took), when]
  })
  return table(['Measure', 'Took', 'At'], rows)
}

function assessment({ assessment }: Postmortem): string {
  if (assessment === null) return 'None was recorded.'
  return `As it stood at ${at(assessment.at)}:\n\n${assessment.lines.map((line) => item(line)).join('\n')}`
}

function checklist({ checklist }: Postmortem): string {
  return checklist
    .map(({ what, doneAt }) => item(`${what} ${doneAt === null ? 'Not done.' : `Done at ${at(doneAt)}.`}`))
    .join('\n')
}

function list(lines: readonly TimelineLine[], none: string): string {
  return lines.length === 0
    ? none
    : lines.map((line) => item(`${at(line.at)}, ${line.by}: ${line.text}`, line.detail)).join('\n')
}

function cause(draft: Postmortem): string {
  return draft.cause === null ? TO_FILL_IN : inertLines(draft.cause).join('\n\n')
}

function actions({ isRequired, severity, dueInDays, actions: taken }: Postmortem): string {
  const due = isRequired
    ? `Required for ${severity}, with at least one action, its owner and its deadline, within ${counted(dueInDays, 'business day')}.`
    : `Not required for ${severity}.`
  const rows = taken.map(({ what, owner, dueAt, doneAt }) => {
    const day = at(dueAt).slice(0, 10)
    return [inert(what), inert(owner), doneAt === null ? day : `${day}, done ${at(doneAt).slice(0, 10)}`]
  })
  const room = isRequired ? Array.from({ length: Math.max(0, EMPTY_ACTIONS - rows.length) }, () => ['', '', '']) : []
  return `${due}\n\n${table(['Action', 'Owner', 'Deadline'], [...rows, ...room])}`
}

function severityOf({ severity, native }: Pick<Postmortem, 'severity' | 'native'>): string {
  return inert(severityWithNative(severity, native))
}

/** To the second, as other tools read it too. */
function at(instant: Instant): string {
  return `${iso(instant).slice(0, 19)}Z`
}

function minutes(took: Took): string {
  return typeof took === 'string' ? took : counted(Math.round((took / MINUTE) * 10) / 10, 'minute')
}

/** Exact to the second, where `spoken` rounds to what is easily said. */
function duration(took: Took): string {
  if (typeof took === 'string') return took
  const whole = Math.round(took / SECOND) * SECOND
  const parts: [number, string][] = [
    [Math.floor(whole / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'min'],
    [(whole % MINUTE) / SECOND, 's'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return said.length === 0 ? '0 s' : said.join(' ')
}
