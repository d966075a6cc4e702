// The signed links in messages: mail scanners open them, so looking changes nothing and only the button acts, once.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakRelease, deployGoodThenBad } from '../../drills/acme.ts'
import { pressThrough } from './keyboard.ts'
import { readWell } from './manners.ts'
import { type House, openHouse } from './stack.ts'

let house: House
let link: string
beforeAll(async () => {
  house = await openHouse()
  await deployGoodThenBad(house.stage, { service: 'api' })
  await breakRelease(house.stage, 'api')
  await house.stage.pass(1)
  const mails = await house.stage.mails()
  const found = mails.map((mail) => /Acknowledge:\s+(\S+\/links\/\S+)/.exec(mail.text)?.[1]).find(Boolean)
  link = new URL(found ?? '').pathname
})
afterAll(async () => {
  await house?.close()
})

async function timeline(): Promise<string> {
  return JSON.stringify((await house.stage.story('INC-1')).timeline)
}

describe('a signed link', () => {
  it('shows what it would do and to what, and does nothing while it is only looked at', async () => {
    const before = await timeline()
    const { text, status } = await readWell(house, link)
    expect(status).toBe(200)
    expect(text).toContain('Acknowledge: Core API does not work (INC-1)')
    expect(text).toContain('Nothing has happened yet. Only this button does it.')
    expect((await house.stage.request(link, { method: 'HEAD' })).status).toBe(200)
    expect(await timeline()).toBe(before)
  })

  it('acts when its button is pressed, and says that it has been done when it is pressed again', async () => {
    const context = await house.visit({ viewport: { width: 360, height: 740 } })
    const [first, second] = [await context.newPage(), await context.newPage()]
    await Promise.all([first.goto(house.url + link), second.goto(house.url + link)])
    expect((await pressThrough(first, 'Acknowledge')).status()).toBe(200)
    expect(await first.locator('.lead').textContent()).toBe('Acknowledged.')
    expect(await first.getByRole('button').count()).toBe(0)
    expect((await pressThrough(second, 'Acknowledge')).status()).toBe(409)
    expect(await second.locator('.lead').textContent()).toMatch(
      /^Already acknowledged by .+ at 2026-03-02 09:28 UTC\.$/,
    )
    expect((await timeline()).match(/"acknowledged"/g)).toHaveLength(1)
    await pressThrough(first, 'Back to the incident')
    expect(new URL(first.url()).pathname).toBe('/respond/INC-1')
    await context.close()
  })

  it.each<[string, (token: string) => string]>([
    ['forged', (token) => token.replace(/\.[^.]+$/, `.${'A'.repeat(43)}`)],
    ['cut off on its way', (token) => token.slice(0, -7)],
    ['no link at all', () => '/links/nothing'],
  ])('that is %s opens nothing and gets a sentence', async (_name, spoil) => {
    const spoilt = spoil(link)
    const headers = { accept: 'text/html' }
    for (const method of ['GET', 'POST']) {
      const refused = await house.stage.request(spoilt, { method, headers })
      expect(refused.status).toBe(403)
      expect(await refused.text()).toContain('This link is not one of ours, or it was cut off on its way.')
    }
  })

  it('that is refused is refused on a page that everybody can read', async () => {
    expect((await readWell(house, link.slice(0, -7))).text).toContain('Not allowed')
  })
})
