// When nobody is called on purpose: planned work and silences, what fails meanwhile, and the forms that place and end a silence.

import type { RespondListView, Span } from '../../../src/core/view/page-view.ts'
import { counted, fromUntil } from '../../words.ts'
import { Time } from '../layout.tsx'
import { DurationField, TextField } from './fields.tsx'

type WindowProps = { window: Span & RespondListView['planned'][number] }

function Window({ window }: WindowProps) {
  const { title, author, reason, failing } = window
  return (
    <>
      <h3>{title}</h3>
      <p class="soft cap">
        {fromUntil(window)}, says {author}
      </p>
      <p class="pre">{reason}</p>
      {failing.length === 0 ? null : (
        <details open>
          <summary>{counted(failing.length, 'failure')} meanwhile</summary>
          <ul>
            {failing.map((it) => (
              <li>
                {it.title}: {it.reason}, since <Time at={it.since} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

export function Planned({ planned }: RespondListView) {
  if (planned.length === 0) return null
  return (
    <section aria-labelledby="planned">
      <h2 id="planned">Planned work</h2>
      <ul class="list">
        {planned.map((work) => (
          <li>
            <Window window={work} />
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Silences({ silences, silenceable }: RespondListView) {
  return (
    <section aria-labelledby="silences">
      <h2 id="silences">Silences</h2>
      {silences.length === 0 ? null : (
        <ul class="list">
          {silences.map((silence) => (
            <li>
              <Window window={silence} />
              <form method="post" action="/respond/silence/end">
                <input type="hidden" name="silence" value={silence.id} />
                <button type="submit" class="quiet">
                  End the silence of {silence.title}
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      <SilenceForm silenceable={silenceable} />
    </section>
  )
}

function SilenceForm({ silenceable }: Pick<RespondListView, 'silenceable'>) {
  return (
    <details class="card">
      <summary>Call nobody for a while for what monitors see</summary>
      <form method="post" action="/respond/silence">
        <label>
          What
          <select name="about">
            {silenceable.map(({ service, monitor, title }) => (
              <option value={monitor === null ? service : `${service}/${monitor}`}>{title}</option>
            ))}
          </select>
        </label>
        <TextField label="Why" name="reason" isRequired />
        <DurationField />
        <button type="submit" class="danger">
          Call nobody for it
        </button>
        <p class="soft">
          It is still watched and shown. An incident that is open goes on; what still fails at the end opens one then.
        </p>
      </form>
    </details>
  )
}
