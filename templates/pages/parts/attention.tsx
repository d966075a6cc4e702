// Who was called, what nobody did in time, and what is thought to be wrong.

import type { RespondView } from '../../../src/core/view/page-view.ts'
import { Icon } from '../icons.tsx'
import { Time } from '../layout.tsx'

export function Attention({ attention }: { attention: RespondView['attention'] }) {
  const { isNobodyOnCall, called, missed } = attention
  return (
    <>
      {isNobodyOnCall ? (
        <p class="stop">
          <Icon name="outage" /> Nobody is on call.
        </p>
      ) : null}
      {called.length === 0 ? null : <p class="soft">Called: {called.join(', ')}</p>}
      {missed.slice(-1).map(({ what, at }) => (
        <p class="stop">
          <Icon name="outage" /> Missed <Time at={at} />: {what}
        </p>
      ))}
    </>
  )
}

export function Supposed({ hypothesis }: Pick<RespondView['attention'], 'hypothesis'>) {
  if (hypothesis === null) return null
  const { condition, actions, needs, by } = hypothesis
  return (
    <>
      <h3>Thought to be wrong</h3>
      <p class="pre">{condition}</p>
      {actions === '' ? null : <p class="pre">Being done: {actions}</p>}
      {needs === '' ? null : <p class="pre">Needed: {needs}</p>}
      <p class="soft">Says {by}</p>
    </>
  )
}
