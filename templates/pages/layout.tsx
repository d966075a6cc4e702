// The frame of every page: document, landmarks, the band on top, the foot. No script anywhere.

import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { type Instant, iso, utc } from '../../src/core/time.ts'
import { hrefOf } from '../words.ts'
import { type IconName, Sprite, tabIcon } from './icons.tsx'
import { PAGE_CSS, STAFF_CSS } from './page-css.ts'

type Frame = {
  title: string
  organisation: string
  /** What the band and the tab stand for. */
  tone: IconName
  icons: Iterable<IconName>
  /** Only the status page is for search engines. */
  isPublic: boolean
  isWide?: boolean
  section: string
  band: Child
  main: Child
  foot: Child
}

export function Time({ at }: { at: Instant }) {
  return <time datetime={iso(at)}>{utc(at)}</time>
}

/** A mail or web address as a link; anything else as it is. */
export function Address({ address }: { address: string }) {
  const href = hrefOf(address)
  return href === null ? <span>{address}</span> : <a href={href}>{address}</a>
}

function Head({ frame }: { frame: Frame }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <title>{frame.title}</title>
      {frame.isPublic ? null : (
        <>
          <meta name="robots" content="noindex" />
          <meta name="referrer" content="same-origin" />
        </>
      )}
      {raw(`<link rel="icon" href="${tabIcon(frame.tone)}"/>`)}
      <style>{raw(PAGE_CSS)}</style>
      {frame.isPublic ? null : <style>{raw(STAFF_CSS)}</style>}
    </head>
  )
}

export function page(frame: Frame): string {
  const document = (
    <html lang="en">
      <Head frame={frame} />
      <body class={frame.isWide === true ? 'wide' : undefined}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <Sprite names={[frame.tone, ...frame.icons]} />
        <header class={`night ${frame.tone}`}>
          <div class="in">
            <p class="org">
              {frame.organisation} <span>{frame.section}</span>
            </p>
            {frame.band}
          </div>
        </header>
        <main id="main" class="in" tabindex={-1}>
          {frame.main}
        </main>
        <footer>
          <div class="in">{frame.foot}</div>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>${String(document)}`
}
