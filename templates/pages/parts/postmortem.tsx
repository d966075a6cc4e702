// What comes after: the day of the post-mortem, where it can be read, and the actions that somebody owns.

import { utc } from '../../../src/core/time.ts'
import type { RespondView } from '../../../src/core/view/page-view.ts'
import { Icon } from '../icons.tsx'
import { Time } from '../layout.tsx'
import { ActionForm, type FormTarget } from '../respond-actions.tsx'

type Shown = NonNullable<RespondView['postmortem']>

export function Postmortem({ view, form }: { view: RespondView; form: FormTarget }) {
  if (view.postmortem === null) return null
  return (
    <section aria-labelledby="postmortem">
      <h2 id="postmortem">Post-mortem</h2>
      <div class="card">
        <State postmortem={view.postmortem} />
        {view.postmortem.actions.map((action) => (
          <Action action={action} form={form} />
        ))}
      </div>
    </section>
  )
}

function State({ postmortem }: { postmortem: Shown }) {
  const { isRequired, scheduledFor, writtenAt, missing } = postmortem
  return (
    <>
      {scheduledFor === null ? null : <p>It is on {utc(scheduledFor).slice(0, 10)}.</p>}
      {writtenAt === null ? null : (
        <p class="pass">
          <Icon name="operational" /> Written, <Time at={writtenAt} />
        </p>
      )}
      {isRequired && scheduledFor === null && writtenAt === null ? <p>It has no day yet.</p> : null}
      {missing === null ? null : (
        <p class="wait">
          <Icon name="wait" /> {missing}.
        </p>
      )}
    </>
  )
}

function Action({ action, form }: { action: Shown['actions'][number]; form: FormTarget }) {
  const { id, what, owner, dueAt, doneAt } = action
  return (
    <div class="gap">
      <p class="pre">{what}</p>
      <p class="soft">
        {owner}, due {utc(dueAt).slice(0, 10)}
        {doneAt === null ? null : (
          <>
            , done <Time at={doneAt} />
          </>
        )}
      </p>
      {doneAt === null ? (
        <ActionForm form={form} name="finish-action" button={`It is done: ${what}`} look="quiet">
          <input type="hidden" name="id" value={id} />
        </ActionForm>
      ) : null}
    </div>
  )
}
