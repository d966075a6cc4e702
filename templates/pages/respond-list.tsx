// The responder's door and the list behind it: what is open, which of it nobody has taken yet, and how the watcher itself is.

import { type Instant, spoken } from '../../src/core/time.ts'
import type { RespondListView } from '../../src/core/view/page-view.ts'
import { counted, gapLines, perCent } from '../words.ts'
import { Icon, type IconName } from './icons.tsx'
import { page, Time } from './layout.tsx'
import { Duties } from './parts/duties.tsx'
import { People, ToClose } from './parts/people.tsx'
import { Planned, Silences } from './parts/quiet.tsx'
import { ReportForm } from './report-form.tsx'

function Row({ row, now }: { row: RespondListView['open'][number]; now: Instant }) {
  return (
    <li>
      <h2 class="flat">
        <a class="tap" href={`/respond/${encodeURIComponent(row.ref)}`}>
          {row.severity} · {row.title}
        </a>
      </h2>
      <p class="soft">
        {row.ref} · {row.phase} · noticed {spoken(now - row.detectedAt)} ago, <Time at={row.detectedAt} />
      </p>
      <p class={row.isAcknowledged ? 'pass' : 'stop'}>
        <Icon name={row.isAcknowledged ? 'operational' : 'outage'} />{' '}
        {row.isAcknowledged ? 'Somebody is on it' : 'Nobody has acknowledged it'}
      </p>
    </li>
  )
}

function minutesLine({ done, of }: RespondListView['minutes']): string {
  if (of === 0) return 'The first minute is still to come.'
  if (of === 1) return done === 1 ? 'The last minute was done.' : 'The last minute was not done.'
  return `${done === of ? 'All ' : ''}${done} of the last ${of} minutes were done.`
}

function Watcher({ minutes, gaps }: RespondListView) {
  return (
    <section aria-labelledby="watcher">
      <h2 id="watcher">Watchkeeper itself</h2>
      <div class="card">
        <p>{minutesLine(minutes)}</p>
        {gapLines(gaps).map((line) => (
          <p class="soft">{line}</p>
        ))}
      </div>
    </section>
  )
}

function Slo({ slo }: { slo: RespondListView['slos'][number] }) {
  const { title, availability, overDays, uptime, usedPercent, isUsedUp } = slo
  const promise = `${availability} % over ${counted(overDays, 'day')}`
  return (
    <li>
      <h3>{title}</h3>
      {uptime === null || usedPercent === null ? (
        <p class="soft">Meant to be up {promise}. Nothing is known of these days yet.</p>
      ) : (
        <>
          <p class={isUsedUp ? 'stop' : 'pass'}>
            <Icon name={isUsedUp ? 'outage' : 'operational'} />{' '}
            {isUsedUp ? 'The error budget is used up' : 'Within its error budget'}: {usedPercent} % of it used
          </p>
          <p class="soft">
            Up {perCent(uptime.percent)}, meant to be {promise}.{' '}
            {uptime.days < overDays ? `Something is known of ${counted(uptime.days, 'day')} of them.` : ''}
          </p>
        </>
      )}
    </li>
  )
}

function Slos({ slos }: RespondListView) {
  return (
    <section aria-labelledby="slos">
      <h2 id="slos">What is meant to be kept</h2>
      <ul class="list">
        {slos.map((slo) => (
          <Slo slo={slo} />
        ))}
      </ul>
    </section>
  )
}

export function respondListPage(view: RespondListView): string {
  const { organisation, responder, now, open } = view
  const isFree = open.some((row) => !row.isAcknowledged)
  const tone = open.length === 0 ? 'operational' : isFree ? 'outage' : 'degraded'
  const sentence = open.length === 0 ? 'Nothing is open.' : `${counted(open.length, 'incident')} open.`
  const band = (
    <h1 class="say">
      <Icon name={tone} />
      <span>{sentence}</span>
    </h1>
  )
  const main = (
    <>
      {open.length === 0 ? (
        <p class="gap">Nobody needs you here. You will be called when that changes.</p>
      ) : (
        <ul class="list gap">
          {open.map((row) => (
            <Row row={row} now={now} />
          ))}
        </ul>
      )}
      <ToClose {...view} />
      <Duties {...view} />
      <ReportForm {...view} />
      <People {...view} />
      <Silences {...view} />
      <Planned {...view} />
      {view.slos.length === 0 ? null : <Slos {...view} />}
      <Watcher {...view} />
    </>
  )
  const foot = (
    <p>
      Signed in as {responder}. As of <Time at={now} />. Reload to see the newest state.
    </p>
  )
  const title = `${sentence} ${organisation}`
  return page({
    title,
    organisation,
    section: 'respond',
    tone,
    icons: ['operational', 'outage', 'wait'],
    isPublic: false,
    band,
    main,
    foot,
  })
}

type SignInView = { organisation: string; action: string; error: string | null }

export function respondSignInPage({ organisation, action, error }: SignInView): string {
  const main = (
    <form method="post" action={action} class="act">
      {error === null ? null : (
        <p class="note outage" id="error" role="alert">
          <Icon name="outage" /> {error}
        </p>
      )}
      <label>
        Access key
        <input
          type="password"
          name="key"
          required
          autocomplete="current-password"
          aria-invalid={error === null ? undefined : 'true'}
          aria-describedby={error === null ? undefined : 'error'}
        />
      </label>
      <button type="submit">Sign in</button>
      <p class="soft">Without the key: the link to the incident in a message to you signs you in.</p>
    </form>
  )
  const foot = <p>For the people who answer for {organisation}. Customers find the current state on the status page.</p>
  const band = <h1>Sign in to respond</h1>
  const icons: IconName[] = error === null ? [] : ['outage']
  return page({
    title: `Sign in · ${organisation}`,
    organisation,
    section: 'respond',
    tone: 'not-watched',
    icons,
    isPublic: false,
    band,
    main,
    foot,
  })
}
