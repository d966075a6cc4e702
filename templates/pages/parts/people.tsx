// Who is called for what, who is away, and the form that says so.

import type { RespondListView } from '../../../src/core/view/page-view.ts'
import { fromUntil } from '../../words.ts'
import { Icon } from '../icons.tsx'

export function People({ onCall, absences, responders }: RespondListView) {
  return (
    <section aria-labelledby="people">
      <h2 id="people">Who is called</h2>
      <ul class="list">
        {onCall.map(({ title, names }) => (
          <li>
            <h3>{title}</h3>
            {names.length === 0 ? (
              <p class="stop">
                <Icon name="outage" /> Nobody is on call.
              </p>
            ) : (
              <p>{names.join(', then ')}</p>
            )}
          </li>
        ))}
        {absences.map((absence) => (
          <li>
            <p>{absence.name} is away</p>
            <p class="soft cap">{fromUntil(absence)}</p>
            <form method="post" action="/respond/absence/end">
              <input type="hidden" name="absence" value={absence.id} />
              <button type="submit" class="quiet">
                {absence.name} is back
              </button>
            </form>
          </li>
        ))}
      </ul>
      <AbsenceForm responders={responders} />
    </section>
  )
}

const LENGTHS: readonly [hours: number, words: string][] = [
  [4, '4 hours'],
  [12, '12 hours'],
  [24, 'a day'],
  [72, '3 days'],
  [168, 'a week'],
  [336, 'two weeks'],
]

function AbsenceForm({ responders }: Pick<RespondListView, 'responders'>) {
  return (
    <details class="card gap">
      <summary>Somebody cannot be called for a while</summary>
      <form method="post" action="/respond/absence">
        <label>
          Who
          <select name="responder">
            {responders.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          For how long, from now
          <select name="hours">
            {LENGTHS.map(([hours, words]) => (
              <option value={hours} selected={hours === 24}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Call the next instead</button>
      </form>
    </details>
  )
}

export function ToClose({ toClose }: RespondListView) {
  if (toClose.length === 0) return null
  return (
    <section aria-labelledby="to-close">
      <h2 id="to-close">Waiting to be closed</h2>
      <ul class="list">
        {toClose.map(({ ref, title, severity, missing }) => (
          <li>
            <h3>
              <a class="tap" href={`/respond/${encodeURIComponent(ref)}`}>
                {severity} · {title}
              </a>
            </h3>
            <p class="soft">
              {ref} · {missing ?? 'needs its cause, written by a person'}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
