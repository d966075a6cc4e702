// The smaller facts beside an incident: what is due, who was told, what is held back, where it is written how.

import { type Instant, spoken } from '../../src/core/time.ts'
import type { Clock, RespondView } from '../../src/core/view/page-view.ts'
import { hrefOf } from '../words.ts'
import { Icon, type IconName } from './icons.tsx'
import { Time } from './layout.tsx'
import { ActionForm, type FormTarget } from './respond-actions.tsx'

type Reading = { look: 'pass' | 'wait' | 'stop'; icon: IconName; words: string; at: Instant }

function reading(clock: Clock, now: Instant): Reading {
  const { doneAt, dueAt } = clock
  if (doneAt !== null) {
    const late = doneAt > dueAt ? `Done, ${spoken(doneAt - dueAt)} late` : 'Done'
    return { look: 'pass', icon: 'operational', words: late, at: doneAt }
  }
  if (clock.isOverdue || now > dueAt) {
    return { look: 'stop', icon: 'outage', words: `Overdue by ${spoken(Math.max(0, now - dueAt))}`, at: dueAt }
  }
  return { look: 'wait', icon: 'wait', words: `Due in ${spoken(dueAt - now)}`, at: dueAt }
}

export function Clocks({ clocks, now }: { clocks: readonly Clock[]; now: Instant }) {
  if (clocks.length === 0) return null
  return (
    <section aria-labelledby="clocks">
      <h2 id="clocks">Clocks</h2>
      <ul class="list">
        {clocks.map((clock) => {
          const { look, icon, words, at } = reading(clock, now)
          return (
            <li>
              <p>{clock.name}</p>
              <p class={`pair ${look}`}>
                <span class="st">
                  <Icon name={icon} /> {words}
                </span>
                <span class="soft">
                  <Time at={at} />
                </span>
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

export function Holds({ view, form }: { view: RespondView; form: FormTarget }) {
  if (view.holds.length === 0) return null
  return (
    <section aria-labelledby="holds">
      <h2 id="holds">Held back</h2>
      {view.holds.map((hold) => (
        <div class="card">
          <p class="cap">
            <b>{hold.scope}</b> for {hold.service ?? 'every service'}
          </p>
          <p>{hold.reason}</p>
          <p class="soft">
            {hold.author}, until <Time at={hold.until} />
          </p>
          {view.actions.includes('release') ? (
            <ActionForm form={form} name="release" button={`Release the hold on ${hold.scope}`} look="quiet">
              <input type="hidden" name="hold" value={hold.id} />
            </ActionForm>
          ) : null}
        </div>
      ))}
    </section>
  )
}

const OUTCOMES = new Map<string, { look: string; icon: IconName; words: string }>([
  ['done', { look: 'pass', icon: 'operational', words: 'Accepted' }],
  ['never', { look: 'stop', icon: 'outage', words: 'Refused for good' }],
  ['unknown', { look: 'unknown', icon: 'unknown', words: 'Not known whether it arrived' }],
])

/** Anything that is not final yet is waited for. What follows the colon is the vendor's own word, of any length. */
function Outcome({ outcome }: { outcome: string }) {
  const [state = '', ...reason] = outcome.split(': ')
  const { look, icon, words } = OUTCOMES.get(state) ?? { look: 'wait', icon: 'wait', words: state }
  return (
    <>
      <p class={look}>
        <span class="cap st">
          <Icon name={icon} /> {words}
        </span>
      </p>
      {reason.length === 0 ? null : <p>{reason.join(': ')}</p>}
    </>
  )
}

export function Told({ told }: { told: RespondView['told'] }) {
  return (
    <section aria-labelledby="told">
      <h2 id="told">Who was told</h2>
      {told.length === 0 ? (
        <p class="card">Nobody has been told anything yet.</p>
      ) : (
        <ul class="list">
          {told.map((message) => (
            <li>
              <p class="cap">
                <b>{message.what}</b>
              </p>
              <Outcome outcome={message.outcome} />
              <p class="soft">
                {message.whom}, <Time at={message.at} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Anchor({ title, url }: { title: string; url: string }) {
  const href = hrefOf(url)
  if (href === null) return <>{title === url ? title : `${title} (${url})`}</>
  return (
    <a class="tap" href={href}>
      {title}
    </a>
  )
}

export function Links({ links }: { links: RespondView['links'] }) {
  if (links.length === 0) return null
  return (
    <section aria-labelledby="links">
      <h2 id="links">Runbook</h2>
      <ul class="list">
        {links.map((link) => (
          <li>
            <p>
              <Anchor {...link} /> {link.isFitting ? <b class="tag">Fits</b> : null}
            </p>
            {link.about.length === 0 ? null : <p class="soft">{link.about.join(' ')}</p>}
            {link.stale === null ? null : (
              <p class="wait cap">
                <Icon name="wait" /> {link.stale}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Contacts({ contacts }: { contacts: RespondView['contacts'] }) {
  if (contacts.length === 0) return null
  return (
    <section aria-labelledby="contacts">
      <h2 id="contacts">Whom to ask</h2>
      <ul class="list">
        {contacts.map(({ area, who, how }) => (
          <li>
            <p>
              <b>{area}</b>: {who}
            </p>
            <p class="soft">
              <Anchor title={how} url={how} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

type Answers = NonNullable<RespondView['assessment']>['answers']

const NOT_KNOWN = { look: 'unknown', icon: 'unknown', words: 'Not known' } as const

const ANSWERS = new Map<string, { look: string; icon: IconName; words: string }>([
  ['fine', { look: 'pass', icon: 'operational', words: 'Fine' }],
  ['finding', { look: 'stop', icon: 'outage', words: 'Finding' }],
])

export function Assessment({ assessment }: { assessment: RespondView['assessment'] }) {
  if (assessment === null) return null
  const { isAwaited, at, answers } = assessment
  return (
    <section aria-labelledby="assessment">
      <h2 id="assessment">Assessment</h2>
      {isAwaited ? <p class="card">Still being gathered. Reload in a moment.</p> : null}
      {at === null ? null : (
        <>
          <p class="soft">
            As it stood at <Time at={at} />
          </p>
          <ul class="list">{answers.map(Answer)}</ul>
        </>
      )}
    </section>
  )
}

function Answer({ question, kind, answer, detail }: Answers[number]) {
  const { look, icon, words } = ANSWERS.get(kind) ?? NOT_KNOWN
  return (
    <li>
      <p class={look}>
        <Icon name={icon} /> <b>{words}</b> {question}
      </p>
      <p>{answer}</p>
      {detail.length === 0 ? null : (
        <ul class="dots soft">
          {detail.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
    </li>
  )
}
