// What people say of an incident with their own hands: whom it hurts, to be ticked, and of which other one it is a part.

import type { Choice, RespondView } from '../../../src/core/view/page-view.ts'

type ChoicesProps = { name: 'services' | 'tenants'; legend: string; choices: readonly Choice[] }

/** What was ticked before is sent along: only what a person changes is a change. */
function Choices({ name, legend, choices }: ChoicesProps) {
  if (choices.length === 0) return null
  const shown = choices.filter(({ isChosen, isFixed }) => isChosen && !isFixed)
  return (
    <fieldset>
      <legend>{legend}</legend>
      {shown.map(({ id }) => (
        <input type="hidden" name={`${name}-shown[]`} value={id} />
      ))}
      {choices.map(({ id, title, isChosen, isFixed }) => (
        <label>
          {isFixed ? `${title}, where it began` : title}
          <input type="checkbox" name={`${name}[]`} value={id} checked={isChosen} disabled={isFixed} />
        </label>
      ))}
    </fieldset>
  )
}

export function ScopeFields({ services, tenants }: RespondView['scope']) {
  return (
    <>
      <Choices name="services" legend="Services it hurts" choices={services} />
      <Choices name="tenants" legend="Tenants it hurts" choices={tenants} />
    </>
  )
}

export function OtherField({ others }: Pick<RespondView, 'others'>) {
  return (
    <label>
      Part of
      <select name="into">
        {others.map(({ ref, title }) => (
          <option value={ref}>
            {ref}: {title}
          </option>
        ))}
      </select>
    </label>
  )
}

export function PartOf({ partOf }: Pick<RespondView, 'partOf'>) {
  if (partOf === null) return null
  return (
    <p>
      This is part of{' '}
      <a class="tap" href={`/respond/${partOf}`}>
        {partOf}
      </a>
      , where it goes on.
    </p>
  )
}
