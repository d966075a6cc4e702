// Owns the pages that show accepted mail; a mail's own HTML is only ever shown sandboxed.
import { html } from 'hono/html'
import { type Call, Refusal, sendText } from './call.ts'
import { worldNow } from './clock.ts'
import { listOr, type Markup, sendPage, showInstant } from './layout.ts'
import type { Mail } from './mails.ts'
import type { WorldState } from './state.ts'

/** Links may open a new tab, as they do from a mail program; nothing else gets out, and nothing comes in. */
const sandbox = 'allow-popups allow-popups-to-escape-sandbox'
const policy = `sandbox ${sandbox}; default-src 'none'; style-src 'unsafe-inline'; img-src data:`

export async function answerMailbox(world: WorldState, call: Call): Promise<void> {
  if (call.method !== 'GET' && call.method !== 'HEAD') throw new Refusal(405, 'a page is read, not written')
  const [, id, view, more] = call.parts
  if (id === undefined || id === '') return sendList(world, call)
  const mail = world.resend.mails.find((one) => one.id === id)
  if (!mail || more !== undefined) throw new Refusal(404, 'there is no such mail')
  if (view === undefined) return sendMail(world, call, mail)
  if (view === 'text') return sendText(call, 200, 'text/plain; charset=utf-8', mail.text ?? '')
  if (view !== 'html') throw new Refusal(404, 'a mail is shown as html or as text')
  call.response.setHeader('content-security-policy', policy)
  sendText(call, 200, 'text/html; charset=utf-8', openLinksOutside(mail.html ?? ''))
}

function sendList(world: WorldState, call: Call): Promise<void> {
  const groups = Map.groupBy(newestFirst(world.resend.mails), ({ recipient }) => recipient)
  const sections = [...groups].map(([recipient, all]) => {
    const items = all.map(({ mail }) => showLine(mail))
    return html`<section><h2>${recipient} <span class="soft">(${items.length})</span></h2>${listOr(items, '')}</section>`
  })
  const main = html`<h1>Mailbox</h1>
    ${sections.length > 0 ? sections : html`<p class="soft">No mail has been accepted yet.</p>`}`
  return sendPage(call, { title: 'Mailbox', now: worldNow(world), main })
}

function newestFirst(mails: Mail[]): { recipient: string; mail: Mail }[] {
  return mails.toReversed().flatMap((mail) => mail.to.map((recipient) => ({ recipient, mail })))
}

function showLine(mail: Mail): Markup {
  return html`<li><span class="soft">${showInstant(mail.at)}</span><a href="/mailbox/${mail.id}">${mail.subject}</a></li>`
}

function sendMail(world: WorldState, call: Call, mail: Mail): Promise<void> {
  const main = html`<h1>${mail.subject}</h1>
    <div class="card"><dl>${headersOf(mail).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>
    ${mail.html === null ? '' : showHtml(mail)}
    ${mail.text === null ? '' : showText(mail)}`
  return sendPage(call, { title: mail.subject, now: worldNow(world), main })
}

function showHtml({ id, subject }: Mail): Markup {
  return html`<section>
    <h2>As HTML <a class="soft" href="/mailbox/${id}/html">alone</a></h2>
    <iframe src="/mailbox/${id}/html" title="The mail “${subject}”" sandbox="${sandbox}"></iframe>
  </section>`
}

function showText({ id, text }: Mail): Markup {
  return html`<section>
    <h2>As text <a class="soft" href="/mailbox/${id}/text">alone</a></h2>
    <div class="card"><pre>${text}</pre></div>
  </section>`
}

function headersOf(mail: Mail): [string, string][] {
  const all: [string, string][] = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ')],
    ['Bcc', mail.bcc.join(', ')],
    ['Reply-To', mail.replyTo.join(', ')],
    ['Accepted', showInstant(mail.at)],
    ...Object.entries(mail.headers),
    ['Tags', mail.tags.map(({ name, value }) => `${name}=${value}`).join(', ')],
    ['Idempotency key', mail.idempotencyKey ?? ''],
  ]
  return all.filter(([, value]) => value !== '')
}

function openLinksOutside(body: string): string {
  const base = '<base target="_blank">'
  return /<head[^>]*>/i.test(body) ? body.replace(/<head[^>]*>/i, `$&${base}`) : base + body
}
