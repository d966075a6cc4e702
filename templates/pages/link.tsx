// A signed link from a mail: opening it shows what it would do, one button does it, and the same page says what happened.

import { Icon } from './icons.tsx'
import { page } from './layout.tsx'

type LinkView = {
  organisation: string
  title: string
  sentence: string
  /** null: it has been done, or there is nothing to do. */
  button: string | null
  backUrl: string | null
  isDanger: boolean
}

export function linkPage(view: LinkView): string {
  const tone = view.isDanger ? 'degraded' : 'not-watched'
  const band = (
    <>
      <h1 class="say">
        {view.isDanger ? <Icon name="degraded" /> : null}
        <span>{view.title}</span>
      </h1>
      <p class="lead">{view.sentence}</p>
    </>
  )
  const main = (
    <>
      {view.button === null ? null : (
        <form method="post" class="act">
          <button type="submit" class={view.isDanger ? 'danger' : undefined}>
            {view.button}
          </button>
          <p class="soft">Nothing has happened yet. Only this button does it.</p>
        </form>
      )}
      {view.backUrl === null ? null : (
        <p class="act">
          <a href={view.backUrl}>{view.button === null ? 'Back to the incident' : 'Back without doing it'}</a>
        </p>
      )}
    </>
  )
  const foot = <p>This link is personal. Do not forward it.</p>
  const { title, organisation } = view
  return page({ title, organisation, section: 'respond', tone, icons: [], isPublic: false, band, main, foot })
}
