// The html twin of a mail: one column, styles inline, readable where a client drops everything else.

import { raw } from 'hono/html'
import type { Block, Button, MailBody, Span } from './mail-body.ts'

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** Only a refinement: clients that drop it show the light colours of the inline styles. */
const DARK = `@media (prefers-color-scheme:dark){
.m-page{background:#0a1119!important}
.m-card{background:#131d27!important;border-left-color:#2a3947!important;border-right-color:#2a3947!important;border-bottom-color:#2a3947!important}
.m-ink{color:#e6ebef!important}
.m-soft{color:#a3b3c0!important}
.m-link{color:#84c5ef!important}
.m-quiet{background:#22313f!important;border-color:#22313f!important;color:#9bd0f3!important}
}`

const TONES: Record<MailBody['tone'], { edge: string; mark: string }> = {
  trouble: { edge: '#d0392d', mark: '✕' },
  better: { edge: '#b97a14', mark: '◐' },
  good: { edge: '#2b8a63', mark: '✓' },
}

const LOOKS: Record<Button['look'], string> = {
  main: 'background:#0a5783;border-color:#0a5783;color:#ffffff',
  quiet: 'background:#e3edf4;border-color:#e3edf4;color:#0a5783',
  danger: 'background:#b42318;border-color:#b42318;color:#ffffff',
}

const DATES = /(\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC)?)/

/** A date that breaks in the middle is misread, above all on a phone. */
function Text({ text }: { text: string }) {
  return (
    <>{text.split(DATES).map((part, at) => (at % 2 === 0 ? part : <span style="white-space:nowrap">{part}</span>))}</>
  )
}

function Spans({ spans }: { spans: readonly Span[] }) {
  return (
    <>
      {spans.map((span) => {
        if (typeof span === 'string') return <Text text={span} />
        if (span.href === null) return span.text
        return (
          <a class="m-link" href={span.href} style="color:#0a5783">
            {span.text}
          </a>
        )
      })}
    </>
  )
}

function Label({ text }: { text: string }) {
  return (
    <p class="m-soft" style="margin:0 0 2px;font-size:13px;line-height:18px;font-weight:600;color:#4f5f6d">
      {text}
    </p>
  )
}

function List({ items, isOrdered }: { items: readonly string[]; isOrdered: boolean }) {
  const Tag = isOrdered ? 'ol' : 'ul'
  return (
    <Tag class="m-ink" style="margin:0 0 18px;padding:0 0 0 22px;font-size:16px;line-height:24px;color:#14202b">
      {items.map((item) => (
        <li style="margin:0 0 4px">
          <Text text={item} />
        </li>
      ))}
    </Tag>
  )
}

function Buttons({ buttons, hint }: { buttons: readonly Button[]; hint: string | null }) {
  return (
    <>
      {buttons.map((button) => (
        <p style="margin:0 0 12px">
          <a
            class={button.look === 'quiet' ? 'm-quiet' : undefined}
            href={button.href}
            style={`display:inline-block;border-style:solid;border-width:12px 20px;border-radius:8px;font-size:16px;line-height:20px;font-weight:600;text-decoration:none;${LOOKS[button.look]}`}
          >
            {button.label}
          </a>
        </p>
      ))}
      {hint === null ? null : (
        <p class="m-soft" style="margin:0 0 18px;font-size:14px;line-height:20px;color:#4f5f6d">
          {hint}
        </p>
      )}
    </>
  )
}

function BlockHtml({ block }: { block: Block }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p class="m-ink" style="margin:0 0 18px;font-size:16px;line-height:24px;color:#14202b">
          <Spans spans={block.spans} />
        </p>
      )
    case 'fact':
      return (
        <>
          <Label text={block.label} />
          <p class="m-ink" style="margin:0 0 18px;font-size:16px;line-height:24px;color:#14202b">
            <Spans spans={block.spans} />
          </p>
        </>
      )
    case 'list':
      return (
        <>
          <Label text={block.label} />
          <List items={block.items} isOrdered={block.isOrdered} />
        </>
      )
    case 'buttons':
      return <Buttons buttons={block.buttons} hint={block.hint} />
  }
}

/** Outlook on Windows knows no max-width; this table is for it alone. */
const OUTLOOK_OPEN = '<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->'
const OUTLOOK_CLOSE = '<!--[if mso]></td></tr></table><![endif]-->'

function Card({ body }: { body: MailBody }) {
  const tone = TONES[body.tone]
  return (
    <div
      class="m-card"
      style={`background:#ffffff;border:1px solid #d3dbe2;border-top:4px solid ${tone.edge};border-radius:8px;padding:24px 24px 8px`}
    >
      <p class="m-soft" style="margin:0 0 6px;font-size:14px;line-height:20px;color:#4f5f6d">
        {body.kicker}
      </p>
      <h1 class="m-ink" style="margin:0 0 18px;font-size:22px;line-height:30px;font-weight:600;color:#14202b">
        <span aria-hidden="true">{tone.mark}&nbsp;</span>
        {body.heading}
      </h1>
      {body.blocks.map((block) => (
        <BlockHtml block={block} />
      ))}
      <p class="m-ink" style="margin:0 0 18px;font-size:16px;line-height:24px;color:#14202b">
        — {body.signature}
      </p>
    </div>
  )
}

function Head({ title }: { title: string }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width,initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="format-detection" content="telephone=no,date=no,address=no,email=no" />
      <title>{title}</title>
      <style>{raw(DARK)}</style>
    </head>
  )
}

export function mailHtml(subject: string, body: MailBody): string {
  const document = (
    <html lang="en">
      <Head title={subject} />
      <body class="m-page" style={`margin:0;padding:0;background:#f2f5f7;${FONT}`}>
        <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{body.preheader}</div>
        {raw(OUTLOOK_OPEN)}
        {/* biome-ignore lint/a11y/useSemanticElements: mail clients drop <main> together with its styles */}
        <div role="main" style="max-width:600px;margin:0 auto;padding:24px 12px">
          <Card body={body} />
          <p class="m-soft" style="margin:16px 12px 0;font-size:13px;line-height:20px;color:#4f5f6d">
            <Spans spans={body.footer} />
          </p>
        </div>
        {raw(OUTLOOK_CLOSE)}
      </body>
    </html>
  )
  return `<!doctype html>${String(document)}`
}
