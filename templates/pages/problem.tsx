// What is shown when there is nothing else to show: not found, not accepted, not working, not allowed to serve.

import { Icon } from './icons.tsx'
import { page } from './layout.tsx'

type Problem = {
  title: string
  sentence: string
  hint: string | null
  items?: string[]
  back?: { title: string; href: string } | null
}

export function problemPage({ title, sentence, hint, items = [], back = null }: Problem): string {
  const main = (
    <>
      {items.length === 0 ? null : (
        <ul class="card dots">
          {items.map((item) => (
            <li>{item}</li>
          ))}
        </ul>
      )}
      {hint === null ? null : <p>{hint}</p>}
      {back === null ? null : (
        <p class="act">
          <a href={back.href}>{back.title}</a>
        </p>
      )}
    </>
  )
  const band = (
    <>
      <h1 class="say">
        <Icon name="not-watched" />
        <span>{title}</span>
      </h1>
      <p class="lead">{sentence}</p>
    </>
  )
  const foot = <p>Watchkeeper</p>
  return page({
    title,
    organisation: 'Watchkeeper',
    section: '',
    tone: 'not-watched',
    icons: [],
    isPublic: false,
    band,
    main,
    foot,
  })
}
