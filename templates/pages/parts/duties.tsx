// What is owed and no emergency: what, by whom, until when, and the button that says it is done.

import { type Instant, utc } from '../../../src/core/time.ts'
import type { RespondListView } from '../../../src/core/view/page-view.ts'
import { Icon } from '../icons.tsx'

type Shown = RespondListView['duties'][number]

export function Duties({ duties, now }: RespondListView) {
  if (duties.length === 0) return null
  return (
    <section aria-labelledby="duties">
      <h2 id="duties">What is owed</h2>
      <ul class="list">
        {duties.map((duty) => (
          <li>
            <h3>{duty.what}</h3>
            <Due duty={duty} now={now} />
            <Done duty={duty} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Due({ duty: { owner, dueAt }, now }: { duty: Shown; now: Instant }) {
  const isLate = dueAt < now
  return (
    <p class={isLate ? 'stop' : 'wait'}>
      <Icon name={isLate ? 'outage' : 'wait'} /> {isLate ? 'Was due' : 'Due'} {utc(dueAt)}
      {owner === null ? '' : `, ${owner}`}
    </p>
  )
}

/** One of an incident is finished on its page. */
function Done({ duty: { key, what, incident } }: { duty: Shown }) {
  if (incident !== null) {
    return (
      <p>
        <a class="tap" href={`/respond/${encodeURIComponent(incident)}`}>
          {incident}
        </a>
      </p>
    )
  }
  return (
    <form method="post" action="/respond/duty/end">
      <input type="hidden" name="duty" value={key} />
      <button type="submit" class="quiet">
        It is done: {what}
      </button>
    </form>
  )
}
