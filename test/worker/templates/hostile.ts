// Facts with a bite in every string, and what a page must look like after it has swallowed them.

import { expect } from 'vitest'

const BITE = `<script>alert(1)</script>"'&`

/** Words of our own unions, which no outsider can write. */
const OURS = new Set(
  `first update resolution outage degradation investigating identified monitoring resolved operational degraded unknown
  not-watched P1 P2 P3 P4 pass wait stop migration hold live history correlation provider trigger variables target single
  platform acknowledge note mitigate resolve close classify rescope merge approve hold-rollbacks hold-mail release`.split(
    /\s+/,
  ),
)

export function bitten<T>(facts: T): T {
  return JSON.parse(JSON.stringify(facts), (_key, value) =>
    typeof value === 'string' && !OURS.has(value) ? `${value}${BITE}` : value,
  )
}

function count(text: string, part: string): number {
  return text.split(part).length - 1
}

/** Every bite is in the page, and each of them as text. */
export function expectHarmless(html: string): void {
  const escaped = count(html, '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
  const encoded = count(html, '%3Cscript%3Ealert(1)%3C%2Fscript%3E%22&#39;%26')
  expect(escaped).toBeGreaterThan(0)
  expect(count(html, 'alert(1)')).toBe(escaped + encoded)
  expect(html).not.toMatch(/<script/i)
  expect(html).not.toMatch(/(href|src|action)="\s*javascript:/i)
}

/** A control without a label cannot be spoken of. */
export function expectLabelled(html: string): void {
  const controls = html.match(/<(?:input(?! type="hidden")|textarea|select)\b/g) ?? []
  const labels = html.match(/<label>[\s\S]*?<\/label>/g) ?? []
  expect(labels.length).toBe(controls.length)
  for (const label of labels) {
    expect(label).toMatch(/^<label>\s*[A-Z][^<]+<(?:input|textarea|select)\b/)
  }
}
