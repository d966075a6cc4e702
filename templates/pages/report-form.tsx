// Trouble that no monitor sees, reported by a responder: what it is about, how bad it looks, and whom it hurts.

import type { RespondListView } from '../../src/core/view/page-view.ts'
import type { REPORTED } from '../../src/core/watch/signal.ts'

const IMPACTS: readonly [(typeof REPORTED)[number], string][] = [
  ['outage', 'It does not work'],
  ['degradation', 'It works badly'],
  ['loss', 'Data is lost or damaged'],
  ['exposure', 'It lets in what it has to refuse'],
  ['secret-leak', 'A secret has leaked: others know it'],
  ['advice', 'It hurts nobody, but somebody should see to it'],
]

type ReportFormProps = Pick<RespondListView, 'reportable' | 'reportId' | 'secrets'>

export function ReportForm({ reportable, reportId, secrets }: ReportFormProps) {
  return (
    <section aria-labelledby="report">
      <h2 id="report">Report trouble</h2>
      <details class="card">
        <summary>What a customer wrote, or what you see yourself</summary>
        <form method="post" action="/respond/report">
          <input type="hidden" name="id" value={reportId} />
          <label>
            What
            <select name="about">
              {reportable.map(({ service, feature, title }) => (
                <option value={feature === null ? service : `${service}/${feature}`}>{title}</option>
              ))}
            </select>
          </label>
          <label>
            How bad
            <select name="impact">
              {IMPACTS.filter(([impact]) => impact !== 'secret-leak' || secrets.length > 0).map(([impact, words]) => (
                <option value={impact}>{words}</option>
              ))}
            </select>
          </label>
          {secrets.length === 0 ? null : (
            <label>
              Which secret, if one has leaked
              <select name="secret">
                <option value="">None</option>
                {secrets.map((name) => (
                  <option value={name}>{name}</option>
                ))}
              </select>
            </label>
          )}
          <label>
            In one sentence
            <input type="text" name="summary" required maxlength={200} autocomplete="off" />
          </label>
          <label>
            Only these tenants, by their ids; empty: everybody who uses it
            <input type="text" name="tenants" maxlength={500} autocomplete="off" />
          </label>
          <button type="submit">Open an incident</button>
          <p class="soft">If it belongs to an incident that is open, it joins that one.</p>
        </form>
      </details>
    </section>
  )
}
