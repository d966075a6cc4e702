// Owns the forms of the switches page: turns fields into settings, hands them over, and leads back; sets nothing itself.
import { type Call, Refusal, readBody, readHeader, redirect, requireName } from './call.ts'
import { freshWorld, type Receiver, receiverNamed, targetNamed, type WorldState } from './state.ts'
import { setReceiver, setResend, setTarget } from './switches.ts'

type Settings = Record<string, unknown>
type Submission = { world: WorldState; name: string | undefined; fields: URLSearchParams }

/** By the path after /control/form. A noun without a name makes what the form names. */
const forms: Record<string, (submission: Submission) => unknown> = {
  reset: ({ world }) => Object.assign(world, freshWorld()),
  resend: ({ world, fields }) => {
    const rejectRecipient = listFrom(fields.get('rejectRecipient'))
    return setResend(world, { ...readFields(fields), rejectRecipient })
  },
  targets: ({ world, name, fields }) =>
    name === undefined ? targetNamed(world, newName(fields)) : setTarget(world, requireName(name), readFields(fields)),
  receivers: ({ world, name, fields }) => {
    if (name === undefined) return receiverNamed(world, newName(fields))
    const before = receiverNamed(world, requireName(name))
    return setReceiver(world, name, { ...readFields(fields), ...readRelease(fields, before) })
  },
}

export async function answerForm(world: WorldState, call: Call): Promise<void> {
  const [, , noun = '', name, more] = call.parts
  const submit = Object.hasOwn(forms, noun) ? forms[noun] : undefined
  if (!submit || more !== undefined) throw new Refusal(404, 'there is no such form')
  if (call.method !== 'POST') throw new Refusal(405, 'a form is posted')
  const origin = readHeader(call, 'origin')
  // A page from elsewhere in the same browser must not move the world.
  if (origin !== null && origin !== `http://${readHeader(call, 'host')}`) throw new Refusal(403, 'not from this page')
  submit({ world, name, fields: new URLSearchParams((await readBody(call)).toString()) })
  redirect(call, 303, '/')
}

function newName(fields: URLSearchParams): string {
  return requireName(fields.get('name') ?? undefined)
}

/** A field left empty says nothing; digits are a number; a release has a reader of its own. */
function readFields(fields: URLSearchParams): Settings {
  const filled = [...fields].filter(([name, value]) => name !== 'live' && value.trim() !== '')
  return Object.fromEntries(filled.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value.trim()]))
}

/** A sha that was only sent back says nothing new, and must not cost the release its version. */
function readRelease(fields: URLSearchParams, { live: before }: Receiver): Settings {
  const sha = fields.get('live')?.trim() ?? ''
  if (sha === (before?.sha ?? '')) return {}
  return { live: sha === '' ? null : { sha } }
}

function listFrom(text: string | null): string[] {
  return (text ?? '').split(/[\s,]+/).filter((item) => item !== '')
}
