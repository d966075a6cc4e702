// Who may come in with what: a claim opens one incident, for one purpose, for somebody who is still one of us.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Stage } from '../../../drills/stage.ts'
import type { Claim } from '../../../src/seal.ts'
import { knock, openHouse, seal } from './door.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openHouse()
})

const claim = (changes: Partial<Claim>): Promise<string> =>
  seal.close({ action: 'respond', incident: 'INC-1', responder: 'lead', expiresAt: stage.now() + 60_000, ...changes })

const enter = async (token: string, ref = 'INC-1') =>
  await knock(stage, { path: `/respond/${ref}?key=${token}`, method: 'GET', redirect: 'manual' })

describe('the link of a message', () => {
  it('signs its responder in and disappears from the address', async () => {
    const answer = await enter(await claim({}))
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/respond/INC-1')
    expect(answer.headers.get('set-cookie')).toMatch(/^watchkeeper=\S+; .*HttpOnly; SameSite=Lax$/)
  })

  it.each<[string, Partial<Claim>, string]>([
    ['of another incident', { incident: 'INC-2' }, 'something else'],
    ['that is a session, to make itself last for ever', { incident: null }, 'something else'],
    ['for another purpose', { action: 'approve' }, 'something else'],
    ['of somebody who has left', { responder: 'gone' }, 'not a responder any more'],
    ['of nobody', { responder: 'constructor' }, 'not a responder any more'],
    ['that has expired', { expiresAt: 1 }, 'expired'],
  ])('%s is refused with a sentence', async (_name, changes, sentence) => {
    const answer = await enter(await claim(changes))
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain(sentence)
    expect(answer.headers.get('set-cookie')).toBeNull()
  })
})

describe('a session', () => {
  const visit = async (token: string) =>
    await knock(stage, { path: '/respond/INC-1', method: 'GET', headers: { cookie: `watchkeeper=${token}` } })

  it('opens the incident', async () => {
    expect((await visit(await claim({ incident: null }))).status).toBe(200)
  })

  it.each<[string, Partial<Claim>]>([
    ['of somebody who has left', { incident: null, responder: 'gone' }],
    ['made of a link', {}],
    ['that has expired', { incident: null, expiresAt: 1 }],
  ])('%s asks to sign in, and leads back to the incident', async (_name, changes) => {
    const answer = await visit(await claim(changes))
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('/respond?to=INC-1')
  })
})

describe('an action link', () => {
  it('of somebody who has left does nothing', async () => {
    const token = await claim({ action: 'acknowledge', responder: 'gone' })
    const answer = await knock(stage, { path: `/links/${token}`, method: 'POST' })
    expect(answer.status).toBe(403)
    expect((await stage.story('INC-1')).timeline.some((line) => line.kind === 'acknowledged')).toBe(false)
  })
})
