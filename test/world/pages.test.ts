import { describe, expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()
const mail = {
  from: 'Acme <status@mail.example.org>',
  to: ['lea@example.net', 'tom@example.net'],
  subject: 'API <b>down</b>',
  html: '<html><head><title>x</title></head><body><script>alert(1)</script><a href="https://x.example">Look</a></body></html>',
  text: 'It is <down>.',
  headers: { 'X-Entity-Ref-ID': 'inc-42' },
}

async function page(path: string) {
  const answer = await stage.ask(path)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  return answer.text()
}

async function accept(): Promise<string> {
  const headers = { authorization: 'Bearer re_test', 'user-agent': 'test' }
  const answer = await stage.ask('/resend/emails', { method: 'POST', headers, body: JSON.stringify(mail) })
  return (await answer.json()).id
}

function submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(fields)
  return stage.ask(`/control/form/${path}`, { method: 'POST', body, headers, redirect: 'manual' })
}

describe('the switches', () => {
  it('are shown even when nothing has happened', async () => {
    expect(await page('/')).toContain('Nothing yet.')
  })

  it('show targets, receivers and what came lately', async () => {
    await stage.put('targets/shop-web', { mode: 'lying' })
    await stage.put('receivers/shop-api', { live: { sha: 'abc123', version: 'v41' } })
    const id = await accept()
    const text = await page('/')
    for (const part of ['shop-web', 'lying', 'shop-api', 'v41', `/mailbox/${id}`]) expect(text).toContain(part)
  })

  it('move the world by forms and lead back', async () => {
    const answer = await submit('targets/api', { mode: 'failing', status: '503', latencyMs: '', failNext: '0' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    expect((await stage.ask('/targets/api')).status).toBe(503)
    await submit('resend', { rejectRecipient: 'a@x.example, b@x.example', hang: '2' })
    expect((await stage.state()).resend).toMatchObject({ rejectRecipient: ['a@x.example', 'b@x.example'], hang: 2 })
    await submit('targets', { name: 'web' })
    await submit('receivers', { name: 'api' })
    expect([(await stage.target('web')).mode, (await stage.receiver('api')).live]).toEqual(['healthy', null])
    await submit('reset', {})
    expect((await stage.state()).targets).toEqual({})
  })

  it('change the live release only when its sha changes', async () => {
    await stage.put('receivers/api', { live: { sha: '1234567', version: 'v41' } })
    await submit('receivers/api', { live: '1234567', fail: '1' })
    expect(await stage.receiver('api')).toMatchObject({ live: { version: 'v41' }, fail: 1 })
    await submit('receivers/api', { live: '7654321' })
    expect((await stage.receiver('api')).live).toEqual({ sha: '7654321' })
    await submit('receivers/api', { live: '' })
    expect((await stage.receiver('api')).live).toBeNull()
  })

  it('refuse a form from elsewhere, of another kind, or with junk', async () => {
    const statuses = [
      await submit('reset', {}, { origin: 'https://elsewhere.example' }),
      await submit('nothing', {}),
      await submit('targets/api', { mode: 'sleepy' }),
      await submit('targets', { name: '../x' }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([403, 404, 400, 404])
  })
})

describe('the mailbox', () => {
  it('groups mail by recipient and escapes what it shows', async () => {
    expect(await page('/mailbox')).toContain('No mail has been accepted yet.')
    await accept()
    const text = await page('/mailbox')
    for (const recipient of mail.to) expect(text).toContain(recipient)
    expect(text).toContain('API &lt;b&gt;down&lt;/b&gt;')
  })

  it('shows a mail with its headers, its HTML only in a sandbox', async () => {
    const id = await accept()
    const text = await page(`/mailbox/${id}`)
    for (const part of ['inc-42', 'It is &lt;down&gt;.', `<iframe src="/mailbox/${id}/html"`])
      expect(text).toContain(part)
    expect(text).not.toContain('alert(1)')
    const inside = await stage.ask(`/mailbox/${id}/html`)
    expect(inside.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups .*default-src 'none'/)
    expect(await inside.text()).toContain('<head><base target="_blank">')
    expect(await (await stage.ask(`/mailbox/${id}/text`)).text()).toBe(mail.text)
  })

  it.each(['/mailbox/none', '/mailbox/none/html', '/nowhere'])('has nothing at %s', async (path) => {
    expect((await stage.ask(path)).status).toBe(404)
  })
})
