// Owns the page on which a person sees and moves the world; it shows and never changes (forms.ts does).
import { html } from 'hono/html'
import { type Call, Refusal } from './call.ts'
import { worldNow } from './clock.ts'
import { choice, field, listOr, type Markup, sendPage, showInstant } from './layout.ts'
import type { Resend } from './mails.ts'
import { liveRelease } from './receivers.ts'
import { orderActions, type Receiver, type Target, targetModes, type WorldState } from './state.ts'

const newestShown = 20

export async function answerFrontPage(world: WorldState, call: Call): Promise<void> {
  if (call.parts.length > 1) throw new Refusal(404, 'the world has no such address')
  if (call.method !== 'GET' && call.method !== 'HEAD') throw new Refusal(405, 'a page is read, not written')
  const now = worldNow(world)
  for (const name of world.receivers.keys()) liveRelease(world, name)
  const targets = [...world.targets].map(([name, target]) => showTarget(world, name, target))
  const main = html`<h1>Switches</h1>
    <p class="soft">Break something and watch what Watchkeeper does about it.</p>
    <section aria-labelledby="targets">
      <h2 id="targets">Targets</h2>
      <div class="cards">${targets}${showNewName('targets', 'A new target')}</div>
    </section>
    <section aria-labelledby="receivers">
      <h2 id="receivers">Rollback receivers</h2>
      <div class="cards">${[...world.receivers].map(showReceiver)}${showNewName('receivers', 'A new receiver')}</div>
    </section>
    <section aria-labelledby="resend"><h2 id="resend">Resend</h2>${showResend(world.resend)}</section>
    <section aria-labelledby="lately"><h2 id="lately">Received lately</h2>${showLately(world)}</section>
    <section aria-labelledby="again">
      <h2 id="again">Start again</h2>
      <form class="wide" method="post" action="/control/form/reset">
        <button class="quiet">Forget all of it</button>
      </form>
    </section>`
  await sendPage(call, { title: 'Switches', now, main })
}

function showTarget(world: WorldState, name: string, target: Target): Markup {
  const live = liveRelease(world, name)?.sha ?? ''
  const mode = target.failNext > 0 ? 'failing' : (target.brokenReleases.get(live) ?? target).mode
  return html`<article class="card">
    <div class="top">
      <h3><a href="/targets/${name}">${name}</a></h3>
      <span class="${mode === 'healthy' ? 'good' : 'bad'}">${mode}</span>
    </div>
    <p class="soft">Requests: ${target.count}, at most ${target.mostOpen} at once</p>
    ${target.brokenReleases.size > 0 && html`<p class="soft">Broken in ${[...target.brokenReleases.keys()].join(', ')}</p>`}
    <form method="post" action="/control/form/targets/${name}">
      ${choice('mode', 'Mode', targetModes, target.mode)}
      ${field('status', 'Status', target.status)}
      ${field('latencyMs', 'Latency in ms', target.latencyMs)}
      ${field('failNext', 'Fail the next', target.failNext)}
      <button>Set ${name}</button>
    </form>
  </article>`
}

function showReceiver([name, receiver]: [string, Receiver]): Markup {
  return html`<article class="card">
    <div class="top"><h3>${name}</h3><code>${receiver.live?.version ?? receiver.live?.sha ?? 'nothing live'}</code></div>
    <p class="soft">Orders: ${receiver.orders.length}, changes of the live release: ${receiver.changes.length}</p>
    <form method="post" action="/control/form/receivers/${name}">
      ${field('live', 'Live release (sha)', receiver.live?.sha ?? '')}
      ${field('switchMs', 'A switch takes, in ms', receiver.switchMs)}
      ${choice('faultsOn', 'Faults hit', ['any', ...orderActions], receiver.faultsOn)}
      ${field('fail', 'Fail the next', receiver.fail)}
      ${field('loseAnswer', 'Lose the next answers', receiver.loseAnswer)}
      ${field('hang', 'Hang the next', receiver.hang)}
      <button>Set ${name}</button>
    </form>
  </article>`
}

function showNewName(kind: 'targets' | 'receivers', heading: string): Markup {
  return html`<article class="card">
    <h3>${heading}</h3>
    <form method="post" action="/control/form/${kind}">
      <label class="wide">Name<input name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" maxlength="64" autocomplete="off"></label>
      <button class="quiet">Add</button>
    </form>
  </article>`
}

function showResend(resend: Resend): Markup {
  return html`<div class="card">
    <p class="soft">Calls: ${resend.count}, <a href="/mailbox">mails accepted: ${resend.mails.length}</a></p>
    <form class="wide" method="post" action="/control/form/resend">
      ${field('ratePerSecond', 'Requests per second', resend.ratePerSecond)}
      ${field('delayMs', 'Delay in ms', resend.delayMs)}
      ${field('status500Html', 'HTML 500 for the next', resend.status500Html)}
      ${field('loseAnswer', 'Lose the next answers', resend.loseAnswer)}
      ${field('hang', 'Hang the next', resend.hang)}
      ${field('rateLimited', 'Rate-limit the next', resend.rateLimited)}
      ${field('dailyQuota', 'Quota used up for the next', resend.dailyQuota)}
      ${field('rejectRecipient', 'Reject these recipients', resend.rejectRecipient.join(', '))}
      <button>Set Resend</button>
    </form>
  </div>`
}

type Happening = { at: number; what: Markup }

function showLately(world: WorldState): Markup {
  const newest = [...mailsLately(world), ...ordersLately(world), ...reportsLately(world)]
    .toReversed()
    .sort((one, other) => other.at - one.at)
    .slice(0, newestShown)
  const items = newest.map(
    ({ at, what }) => html`<li><span class="soft">${showInstant(at)}</span><span>${what}</span></li>`,
  )
  return listOr(items, 'Nothing yet.')
}

function mailsLately({ resend }: WorldState): Happening[] {
  return resend.mails.slice(-newestShown).map(({ at, id, subject, to }) => {
    return { at, what: html`Mail <a href="/mailbox/${id}">${subject}</a> to ${to.join(', ')}` }
  })
}

function ordersLately({ receivers }: WorldState): Happening[] {
  return [...receivers].flatMap(([name, { orders }]) =>
    orders.slice(-newestShown).map(({ at, verified, outcome, status }) => {
      const end = outcome ?? (status === null ? 'left without an answer' : `answered ${status}`)
      return { at, what: html`Order at ${name}: ${verified ? end : 'refused, not signed by us'}` }
    }),
  )
}

function reportsLately({ sentry }: WorldState): Happening[] {
  return sentry.envelopes.slice(-newestShown).map(({ at, items }) => {
    return { at, what: html`Sentry: ${items.map(({ type }) => type).join(', ')}` }
  })
}
