// What is made of an incident: its cause, whether it happened before, what may have ended it.

import type { InsightView } from '../../../src/core/view/insight-view.ts'

export function Insight({ insight }: { insight: InsightView }) {
  const { cause, fix, byRules, before, after } = insight
  return (
    <>
      {cause === null ? null : (
        <p>
          <b>Suspected cause:</b> {cause}
        </p>
      )}
      {before === null ? null : (
        <p>
          It happened before: <Ref id={before.ref} />, {before.words}
        </p>
      )}
      {after.length === 0 ? null : (
        <p>
          It has come back as{' '}
          {after.map((ref, at) => (
            <>
              {at === 0 ? '' : ', '}
              <Ref id={ref} />
            </>
          ))}
          .
        </p>
      )}
      {fix === null ? null : (
        <p>
          <b>Candidate fix:</b> {fix}
        </p>
      )}
      {byRules === null ? null : <p>{byRules}</p>}
    </>
  )
}

function Ref({ id }: { id: string }) {
  return <a href={`/respond/${encodeURIComponent(id)}`}>{id}</a>
}
