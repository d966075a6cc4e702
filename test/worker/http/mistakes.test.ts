// A mistake of ours: reported once, answered in the form that was asked for, with no promise about what was stored.

import { expect, it } from 'vitest'
import type { System } from '../../../src/flows/system.ts'
import { createApp } from '../../../src/http/app.ts'
import { expectRefusal } from './door.ts'

const lost = new Error('the answer of the batch was lost')

it.each(['text/html', 'application/json'])('a mistake is told to a reader of %s', async (accept) => {
  const reported: unknown[] = []
  const ports = {
    adminToken: 'token-of-the-tests-0000',
    report: (thrown: unknown) => reported.push(thrown),
    get system(): System {
      throw lost
    },
  }
  const answer = await createApp().request('/', { headers: { accept } }, ports)
  const said = await expectRefusal(answer, [500])
  expect(said).toContain('It has been recorded. Look before you repeat what you asked for.')
  expect(said).not.toContain(lost.message)
  expect(reported).toEqual([lost])
})
