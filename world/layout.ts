// Owns the frame around the world's pages and the few pieces they share; holds nothing of what a page shows.
import { readFileSync } from 'node:fs'
import { html, raw } from 'hono/html'
import { type Call, sendText } from './call.ts'

export type Markup = ReturnType<typeof html>

const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8')
const icon =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='%230b5cad'/></svg>"

export async function sendPage(call: Call, page: { title: string; now: number; main: Markup }): Promise<void> {
  const text = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · the simulated world</title>
<link rel="icon" href="${raw(icon)}">
<style>${raw(style)}</style>
</head>
<body>
<header>
  <strong>The simulated world</strong>
  <nav aria-label="Pages"><a href="/">Switches</a><a href="/mailbox">Mailbox</a></nav>
  <time datetime="${new Date(page.now).toISOString()}">${showInstant(page.now)}</time>
</header>
<main>${page.main}</main>
<footer>Nothing here is real: no mail leaves this machine. <a href="/control/state">Everything as JSON</a></footer>
</body>
</html>
`
  sendText(call, 200, 'text/html; charset=utf-8', text.toString())
}

export function showInstant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A sentence in place of a list that has nothing in it. */
export function listOr(items: Markup[], sentence: string): Markup {
  if (items.length === 0) return html`<p class="soft">${sentence}</p>`
  return html`<ul class="plain card">${items}</ul>`
}

export function field(name: string, label: string, value: string | number | null): Markup {
  const type = typeof value === 'string' ? 'text' : 'number'
  const least = type === 'number' ? raw(' min="0"') : ''
  return html`<label>${label}<input name="${name}" type="${type}"${least} value="${value ?? ''}" autocomplete="off"></label>`
}

export function choice(name: string, label: string, choices: readonly string[], chosen: string): Markup {
  const options = choices.map((one) => html`<option${one === chosen ? raw(' selected') : ''}>${one}</option>`)
  return html`<label>${label}<select name="${name}">${options}</select></label>`
}
