// What a responder can do, one plain form each: works without script, on a phone, with one thumb.

import type { Child } from 'hono/jsx'
import type { RespondView } from '../../src/core/view/page-view.ts'
import { OtherField, ScopeFields } from './parts/by-hand.tsx'
import { ActionFields, DayField, HoldFields, SeverityFields, TextField, Words } from './parts/fields.tsx'

export type FormTarget = { action: string }

type Action = RespondView['actions'][number]

type Look = 'main' | 'quiet' | 'danger'

type ActionFormProps = { form: FormTarget; name: Action; button: string; look?: Look; children?: Child }

export function ActionForm({ form, name, button, look = 'main', children }: ActionFormProps) {
  return (
    <form method="post" action={form.action}>
      <input type="hidden" name="action" value={name} />
      {children}
      <button type="submit" class={look === 'main' ? undefined : look}>
        {button}
      </button>
    </form>
  )
}

type Folded = { name: Action; summary: string; button: string; look: Look; fields: (view: RespondView) => Child }

/** What needs words first. Acknowledging, approving and releasing stand where they are read about. */
const FOLDED: readonly Folded[] = [
  {
    name: 'note',
    summary: 'Write a note',
    button: 'Add the note',
    look: 'main',
    fields: () => <TextField label="What you found or did" name="text" isRequired />,
  },
  {
    name: 'suppose',
    summary: 'Say what you think is wrong',
    button: 'Write it down',
    look: 'main',
    fields: () => (
      <>
        <TextField label="What you think is wrong" name="condition" isRequired />
        <TextField label="What is being done about it (optional)" name="actions" isRequired={false} />
        <TextField label="What is needed (optional)" name="needs" isRequired={false} />
      </>
    ),
  },
  {
    name: 'escalate',
    summary: 'You are stuck: call the next',
    button: 'Call the next',
    look: 'danger',
    fields: () => <TextField label="Why" name="reason" isRequired />,
  },
  {
    name: 'mitigate',
    summary: 'It works again',
    button: 'Say that it works again',
    look: 'main',
    fields: () => <Words label="What helped (optional)" />,
  },
  {
    name: 'resolve',
    summary: 'It is resolved',
    button: 'Resolve the incident',
    look: 'main',
    fields: () => <Words label="What was done (optional)" />,
  },
  {
    name: 'add-action',
    summary: 'Take on an action',
    button: 'Add the action',
    look: 'main',
    fields: ({ responders }) => <ActionFields responders={responders} />,
  },
  {
    name: 'schedule-postmortem',
    summary: 'Give the post-mortem a day',
    button: 'Set the day',
    look: 'main',
    fields: () => <DayField label="When you talk about it" />,
  },
  {
    name: 'write-postmortem',
    summary: 'The post-mortem is written',
    button: 'Say that it is written',
    look: 'main',
    fields: () => <TextField label="Where it can be read" name="text" isRequired />,
  },
  {
    name: 'close',
    summary: 'Close it with its cause',
    button: 'Close the incident',
    look: 'main',
    fields: () => <TextField label="The cause, as far as it is known" name="cause" isRequired />,
  },
  {
    name: 'classify',
    summary: 'Set its severity',
    button: 'Set the severity',
    look: 'main',
    fields: ({ severity, severities }) => <SeverityFields severity={severity} severities={severities} />,
  },
  {
    name: 'rescope',
    summary: 'Say whom it hurts',
    button: 'Set the scope',
    look: 'main',
    fields: ({ scope }) => (
      <>
        <ScopeFields {...scope} />
        <TextField label="Why" name="reason" isRequired />
      </>
    ),
  },
  {
    name: 'merge',
    summary: 'It is the same as another incident',
    button: 'Merge it into that one',
    look: 'danger',
    fields: ({ others }) => (
      <>
        <OtherField others={others} />
        <TextField label="Why" name="reason" isRequired />
      </>
    ),
  },
  {
    name: 'dismiss',
    summary: 'It is a false alarm',
    button: 'Dismiss the incident',
    look: 'danger',
    fields: () => <TextField label="Why it is none" name="reason" isRequired />,
  },
  {
    name: 'hold-rollbacks',
    summary: 'Stop rollbacks for a while',
    button: 'Stop rollbacks',
    look: 'danger',
    fields: ({ services }) => <HoldFields services={services} />,
  },
  {
    name: 'hold-mail',
    summary: 'Stop mail to customers for a while',
    button: 'Stop mail to customers',
    look: 'danger',
    fields: ({ services }) => <HoldFields services={services} />,
  },
]

export function hasActions(view: RespondView): boolean {
  return FOLDED.some((action) => view.actions.includes(action.name))
}

export function Actions({ view, form }: { view: RespondView; form: FormTarget }) {
  const folded = FOLDED.filter((action) => view.actions.includes(action.name))
  if (!hasActions(view)) return null
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">What you can do</h2>
      <div class="card">
        {folded.map((action) => (
          <details>
            <summary>{action.summary}</summary>
            <ActionForm form={form} name={action.name} button={action.button} look={action.look}>
              {action.fields(view)}
            </ActionForm>
          </details>
        ))}
      </div>
    </section>
  )
}
