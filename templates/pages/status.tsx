// The status page: what works and what does not, in one sentence first. What is not known is never shown as fine.
// Nothing on it depends on the moment of reading, so the same facts give the same bytes and an ETag holds.

import type { PublicState, StatusView } from '../../src/core/view/page-view.ts'
import { fromUntil, gapLines, STATE_WORDS } from '../words.ts'
import { Icon } from './icons.tsx'
import { Address, page, Time } from './layout.tsx'
import { Days } from './status-days.tsx'
import { believed, headline, isDoubtful } from './status-headline.ts'
import { OpenIncident, PastIncident } from './status-incident.tsx'

function State({ state }: { state: PublicState }) {
  return (
    <span class={`st ${state}`}>
      <Icon name={state} /> {STATE_WORDS[state]}
    </span>
  )
}

function Staleness({ view }: { view: StatusView }) {
  if (view.watchedAt === null) {
    return <p class="note unknown">No measurement has been taken yet, so this page cannot say that anything works.</p>
  }
  if (!view.isStale) return null
  return (
    <p class="note unknown">
      <b>
        Nothing has been measured since <Time at={view.watchedAt} />.
      </b>{' '}
      What is shown below may have changed since.
    </p>
  )
}

function Services({ view }: { view: StatusView }) {
  const isDoubted = isDoubtful(view)
  if (view.services.length === 0) return <p class="card">No service is listed here yet.</p>
  return (
    <ul class="list">
      {view.services.map((service) => (
        <li>
          <div class="pair">
            <h3>{service.title}</h3>
            <State state={believed(service.state, isDoubted)} />
          </div>
          <Days uptime={service.uptime} />
          {service.features.length === 0 ? null : (
            <ul class="sub">
              {service.features.map((feature) => (
                <li class="pair">
                  <span>{feature.title}</span>
                  <State state={believed(feature.state, isDoubted)} />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  )
}

/** What the strips mean, and what is not in them. */
function Measured({ view }: { view: StatusView }) {
  const isMeasured = view.services.some((service) => service.uptime !== null)
  return (
    <>
      {gapLines(view.gaps).map((line) => (
        <p class="soft gap">{line}</p>
      ))}
      {isMeasured ? (
        <p class="soft gap">
          A bar is a day, the last one today: the taller, the more failed. A dot has no data. <b>Uptime:</b>{' '}
          {view.uptimeMeans}
        </p>
      ) : null}
    </>
  )
}

function Planned({ view }: { view: StatusView }) {
  return (
    <section aria-labelledby="planned">
      <h2 id="planned">Planned work</h2>
      <ul class="list">
        {view.planned.map((work) => (
          <li>
            {work.title}, {fromUntil(work)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Main({ view }: { view: StatusView }) {
  return (
    <>
      <Staleness view={view} />
      {view.open.length === 0 ? null : (
        <section aria-labelledby="open">
          <h2 id="open">Happening now</h2>
          {view.open.map((incident) => (
            <OpenIncident incident={incident} />
          ))}
        </section>
      )}
      <section aria-labelledby="services">
        <h2 id="services">Services</h2>
        <Services view={view} />
        <Measured view={view} />
      </section>
      {view.planned.length === 0 ? null : <Planned view={view} />}
      <section aria-labelledby="recent">
        <h2 id="recent">Recently resolved</h2>
        {view.recent.length === 0 ? (
          <p class="card">No incident has been resolved recently.</p>
        ) : (
          <ul class="list">
            {view.recent.map((incident) => (
              <PastIncident incident={incident} />
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

function Watched({ view }: { view: StatusView }) {
  if (view.watchedAt === null) return <>Never measured so far.</>
  return (
    <>
      Last measured <Time at={view.watchedAt} />.
    </>
  )
}

export function statusPage(view: StatusView): string {
  const { state, sentence } = headline(view)
  const isDoubted = isDoubtful(view)
  const states = view.services
    .flatMap((service) => [service, ...service.features])
    .map((part) => believed(part.state, isDoubted))
  const band = (
    <>
      <h1 class="say">
        <Icon name={state} />
        <span>{sentence}</span>
      </h1>
      <p class="soft">
        <Watched view={view} />
      </p>
    </>
  )
  const foot = (
    <>
      <p>
        Something is wrong that is not listed here? Tell us: <Address address={view.contact} />
      </p>
      <p>All times are UTC. Reload to see the newest state.</p>
    </>
  )
  return page({
    title: `${STATE_WORDS[state]} · ${view.organisation} status`,
    organisation: view.organisation,
    section: 'status',
    tone: state,
    icons: states,
    isPublic: true,
    band,
    main: <Main view={view} />,
    foot,
  })
}
