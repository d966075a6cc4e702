// What the forms of an incident ask for.

import type { RespondView } from '../../../src/core/view/page-view.ts'

type TextFieldProps = {
  label: string
  name: 'text' | 'cause' | 'reason' | 'condition' | 'actions' | 'needs'
  isRequired: boolean
}

export function TextField({ label, name, isRequired }: TextFieldProps) {
  return (
    <label>
      {label}
      <textarea name={name} rows={3} maxlength={2000} required={isRequired} />
    </label>
  )
}

const DURATIONS: readonly [minutes: number, words: string][] = [
  [15, '15 minutes'],
  [60, '1 hour'],
  [240, '4 hours'],
  [1440, '24 hours'],
]

export function DurationField() {
  return (
    <label>
      For how long
      <select name="minutes">
        {DURATIONS.map(([minutes, words]) => (
          <option value={minutes} selected={minutes === 60}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

type HoldFieldsProps = { services: RespondView['services'] }

export function HoldFields({ services }: HoldFieldsProps) {
  return (
    <>
      <label>
        What
        <select name="service">
          <option value="">Everything</option>
          {services.map(({ id, title }) => (
            <option value={id}>{title}</option>
          ))}
        </select>
      </label>
      <TextField label="Why" name="reason" isRequired />
      <DurationField />
    </>
  )
}

export function DayField({ label }: { label: string }) {
  return (
    <label>
      {label}
      <input type="date" name="date" required />
    </label>
  )
}

export function ActionFields({ responders }: Pick<RespondView, 'responders'>) {
  return (
    <>
      <TextField label="What is to be done" name="text" isRequired />
      <label>
        Who owns it
        <select name="owner">
          {responders.map(({ id, name }) => (
            <option value={id}>{name}</option>
          ))}
        </select>
      </label>
      <DayField label="Due on" />
    </>
  )
}

type SeverityFieldsProps = Pick<RespondView, 'severity' | 'severities'>

export function SeverityFields({ severity, severities }: SeverityFieldsProps) {
  return (
    <>
      <input type="hidden" name="from" value={severity} />
      <label>
        Severity
        <select name="severity">
          {severities.map(({ id, native }) => (
            <option value={id}>{native === null ? id : `${id} (${native})`}</option>
          ))}
        </select>
      </label>
      <TextField label="Why" name="reason" isRequired />
    </>
  )
}

export function Words({ label }: { label: string }) {
  return <TextField label={label} name="text" isRequired={false} />
}
