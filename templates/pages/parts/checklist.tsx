// What a leaked secret asks of people, each item with its button; the next step of a rotation has one when its turn has come.

import type { RespondView } from '../../../src/core/view/page-view.ts'
import { Icon } from '../icons.tsx'
import { Time } from '../layout.tsx'
import { ActionForm, type FormTarget } from '../respond-actions.tsx'

type ChecklistProps = { checklist: RespondView['checklist']; form: FormTarget }

export function Checklist({ checklist, form }: ChecklistProps) {
  if (checklist === null) return null
  return (
    <section aria-labelledby="checklist">
      <h2 id="checklist">Checklist</h2>
      {checklist.consequences.map((consequence) => (
        <p class="soft">{consequence}</p>
      ))}
      <ol class="list">
        {checklist.items.map(({ id, what, rotates, done, mayTick }) => (
          <li>
            {rotates === null ? null : <p class="soft">Rotation of {rotates}</p>}
            <p class={done === null ? undefined : 'pass'}>
              {done === null ? null : <Icon name="operational" />} {what}
            </p>
            {done === null ? null : (
              <p class="soft">
                Done by {done.by}, <Time at={done.at} />
              </p>
            )}
            {mayTick ? (
              <ActionForm form={form} name="tick" button="Done" look="quiet">
                <input type="hidden" name="item" value={id} />
              </ActionForm>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  )
}
