// One incident for the person who has to deal with it: what, how bad, what can be done, what was done. A phone is enough.

import { iso, spoken } from '../../src/core/time.ts'
import type { RespondView, TimelineLine } from '../../src/core/view/page-view.ts'
import { severityWithNative } from '../words.ts'
import { Icon } from './icons.tsx'
import { page, Time } from './layout.tsx'
import { Attention, Supposed } from './parts/attention.tsx'
import { PartOf } from './parts/by-hand.tsx'
import { Checklist } from './parts/checklist.tsx'
import { Insight } from './parts/insight.tsx'
import { Postmortem } from './parts/postmortem.tsx'
import { ActionForm, Actions, type FormTarget, hasActions } from './respond-actions.tsx'
import { Assessment, Clocks, Contacts, Holds, Links, Told } from './respond-facts.tsx'
import { Rollback } from './respond-rollback.tsx'

/** The page is long on a phone; what is wanted at night is one tap away. */
function Jumps({ view }: { view: RespondView }) {
  return (
    <nav aria-label="On this page">
      {view.checklist === null ? null : <a href="#checklist">Checklist</a>}
      {view.assessment === null ? null : <a href="#assessment">Assessment</a>}
      <a href="#rollback">Rollback</a>
      {view.clocks.length === 0 ? null : <a href="#clocks">Clocks</a>}
      {hasActions(view) ? <a href="#actions">What you can do</a> : null}
      <a href="#timeline">What happened</a>
      {view.timeline.length === 0 ? null : <a href="#latest">Latest</a>}
    </nav>
  )
}

function Band({ view, form }: { view: RespondView; form: FormTarget }) {
  return (
    <>
      <h1>{view.title}</h1>
      <p class="tags">
        <b class="tag">{severityWithNative(view.severity, view.native)}</b> <span class="tag cap">{view.phase}</span>{' '}
        <span class="soft">{view.ref}</span>
      </p>
      <PartOf partOf={view.partOf} />
      {view.acknowledged === null ? (
        <p class="stop">
          <Icon name="outage" /> Nobody has acknowledged it.
        </p>
      ) : (
        <p class="pass">
          <Icon name="operational" /> {view.acknowledged.by} acknowledged it, <Time at={view.acknowledged.at} />
        </p>
      )}
      <Attention attention={view.attention} />
      {view.actions.includes('acknowledge') ? (
        <ActionForm form={form} name="acknowledge" button="Acknowledge: I am on it" />
      ) : null}
      <Jumps view={view} />
    </>
  )
}

function Why({ view }: { view: RespondView }) {
  return (
    <section aria-labelledby="why">
      <h2 id="why">How bad, and why</h2>
      <div class="card">
        <p>
          Broke <Time at={view.outageStartedAt} />, noticed <Time at={view.detectedAt} />.
        </p>
        {view.reasons.length === 0 ? (
          <p>No reason was recorded.</p>
        ) : (
          <ul class="dots gap">
            {view.reasons.map((reason) => (
              <li>{reason}</li>
            ))}
          </ul>
        )}
        <Insight insight={view.insight} />
        <Supposed {...view.attention} />
      </div>
    </section>
  )
}

/** What failed when it was merged is heard of in the other incident. */
function wordsFor({ isFailing }: { isFailing: boolean }, { partOf }: RespondView): string {
  if (!isFailing) return 'Recovered'
  return partOf === null ? 'Failing' : 'Failed when it was merged'
}

function Signals({ view }: { view: RespondView }) {
  return (
    <section aria-labelledby="signals">
      <h2 id="signals">Signals</h2>
      {view.signals.length === 0 ? (
        <p class="card">No signal is attached.</p>
      ) : (
        <ul class="list">
          {view.signals.map((signal) => (
            <li>
              <p class={signal.isFailing ? 'stop' : 'pass'}>
                <Icon name={signal.isFailing ? 'outage' : 'operational'} /> <b>{wordsFor(signal, view)}</b>{' '}
                {signal.summary}
              </p>
              <p class="soft">
                {signal.source}, since <Time at={signal.since} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** More evidence than this hides the story. */
const MOST_DETAIL = 4

function Detail({ detail }: { detail: readonly string[] }) {
  if (detail.length === 0) return null
  const list = (
    <ul class="dots soft">
      {detail.map((one) => (
        <li>{one}</li>
      ))}
    </ul>
  )
  if (detail.length <= MOST_DETAIL) return list
  return (
    <details>
      <summary>{detail.length} findings</summary>
      {list}
    </details>
  )
}

function Line({ line, isLatest }: { line: TimelineLine; isLatest: boolean }) {
  const [day = '', time = ''] = iso(line.at).slice(0, 19).split('T')
  return (
    <li id={isLatest ? 'latest' : undefined}>
      <p>
        <time datetime={iso(line.at)}>
          {day} {time}
        </time>{' '}
        <span class="soft">{line.by}</span>
      </p>
      <p class="pre">{line.text}</p>
      <Detail detail={line.detail} />
    </li>
  )
}

function Timeline({ view, form }: { view: RespondView; form: FormTarget }) {
  const lines = view.timeline
  const isOver = view.phase === 'resolved' || view.phase === 'closed'
  return (
    <section class="t" aria-labelledby="timeline">
      <h2 id="timeline">What happened, in UTC</h2>
      <p>
        <a class="tap" href={`${form.action}/postmortem.md`}>
          {isOver ? 'Post-mortem draft' : 'Draft so far'}
        </a>
      </p>
      {view.earlier === 0 ? null : <p class="soft">{view.earlier} earlier events stand in the draft.</p>}
      {lines.length === 0 ? (
        <p class="card">Nothing has been written down yet.</p>
      ) : (
        <ol class="log">
          {lines.map((line, at) => (
            <Line line={line} isLatest={at === lines.length - 1} />
          ))}
        </ol>
      )}
    </section>
  )
}

function Main({ view, form }: { view: RespondView; form: FormTarget }) {
  return (
    <div class="two">
      <div class="a">
        <Checklist checklist={view.checklist} form={form} />
        <Why view={view} />
        <Signals view={view} />
        <Assessment assessment={view.assessment} />
        <Rollback view={view} form={form} />
      </div>
      <div class="b">
        <Clocks clocks={view.clocks} now={view.now} />
        <Actions view={view} form={form} />
        <Holds view={view} form={form} />
        <Told told={view.told} />
        <Postmortem view={view} form={form} />
        <Links links={view.links} />
        <Contacts contacts={view.contacts} />
      </div>
      <Timeline view={view} form={form} />
    </div>
  )
}

export function respondPage(view: RespondView, form: FormTarget): string {
  const tone = view.signals.some((signal) => signal.isFailing) ? 'outage' : 'degraded'
  const foot = (
    <p>
      Signed in as {view.responder}. As of <Time at={view.now} />, {spoken(view.now - view.outageStartedAt)} after it
      broke. Reload to see the newest state. <a href="/respond">All open incidents</a>
    </p>
  )
  return page({
    title: `${view.severity} ${view.title} · ${view.ref}`,
    organisation: view.organisation,
    section: 'respond',
    tone,
    icons: ['operational', 'outage', 'wait', 'unknown'],
    isPublic: false,
    isWide: true,
    band: <Band view={view} form={form} />,
    main: <Main view={view} form={form} />,
    foot,
  })
}
