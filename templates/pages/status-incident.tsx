// Incidents as customers read them: the open ones with every update, the resolved ones in a line or two.

import { spoken } from '../../src/core/time.ts'
import type { PublicIncident } from '../../src/core/view/page-view.ts'
import { joined, PHASE_WORDS, SEVERITY_WORDS } from '../words.ts'
import { Time } from './layout.tsx'

export function OpenIncident({ incident }: { incident: PublicIncident }) {
  const where = incident.services.length === 0 ? '' : `Affects ${joined(incident.services)}. `
  return (
    <article class="card" id={incident.ref}>
      <h3>{incident.title}</h3>
      <p class="soft">
        {PHASE_WORDS[incident.phase]} · {SEVERITY_WORDS[incident.severity]} · {where}Since{' '}
        <Time at={incident.startedAt} />
      </p>
      {incident.updates.length === 0 ? (
        <p class="gap">We have noticed it and are looking into it. The first update follows here.</p>
      ) : (
        <ol class="log" reversed>
          {incident.updates.map((update) => (
            <li>
              <p class="pair">
                <b>{PHASE_WORDS[update.phase]}</b> <Time at={update.at} />
              </p>
              <p class="pre">{update.text}</p>
            </li>
          ))}
        </ol>
      )}
    </article>
  )
}

export function PastIncident({ incident }: { incident: PublicIncident }) {
  const { resolvedAt, startedAt, partOf } = incident
  const last = incident.updates[0]
  return (
    <li id={incident.ref}>
      <h3>{incident.title}</h3>
      <p class="soft">
        {resolvedAt === null ? PHASE_WORDS[incident.phase] : 'Resolved'} <Time at={resolvedAt ?? startedAt} />
        {resolvedAt === null ? '' : ` after ${spoken(resolvedAt - startedAt)}`}
      </p>
      {last === undefined ? null : (
        <p class="pre">{partOf === null ? last.text : <a href={`#${partOf}`}>{last.text}</a>}</p>
      )}
    </li>
  )
}
