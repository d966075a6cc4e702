// The draft of a post-mortem as text: one small incident word by word, and words from outside that stay words.

import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import type { Postmortem } from '../../../src/core/view/postmortem.ts'
import { inert } from '../../../templates/markdown.ts'
import { postmortemText } from '../../../templates/postmortem.ts'
import { bitten } from './hostile.ts'
import { BROKEN } from './views.ts'

const at = (minutes: number) => BROKEN + minutes * MINUTE
const line = (minutes: number, text: string, detail: string[] = [], by = 'Watchkeeper') => ({
  at: at(minutes),
  by,
  text,
  detail,
})

const SMALL: Postmortem = {
  fileName: '2026-03-15-core-api-does-not-work.md',
  ref: 'INC-7',
  title: 'Core API does not work',
  phase: 'closed',
  recordedUntil: at(60),
  organisation: 'Agentix',
  service: 'Core API',
  severity: 'P1',
  native: 'SEV-1',
  impact: 'outage',
  outageStartedAt: BROKEN,
  detectedAt: at(1),
  mitigatedAt: at(12.5),
  outage: 12.5 * MINUTE,
  hurt: { scope: 'several', tenants: ['north', 'south'] },
  counts: { signals: 2, failures: 3, relapses: 1 },
  failedLooks: 12,
  measures: [
    { name: 'detect', at: at(1), took: MINUTE },
    { name: 'acknowledge', at: null, took: 'not known' },
    { name: 'mitigate', at: at(12.5), took: 11 * MINUTE + 30 * SECOND },
    { name: 'resolve', at: BROKEN, took: 'invalid' },
  ],
  suspect: { service: 'Core API', version: 'v1.42.0', finishedAt: at(-4) },
  rollback: 'Taken back, and proven to have helped.',
  assessment: { at: at(1.2), lines: ['What else fails? Nothing.', 'What does status.example.com say? “All is well”.'] },
  checklist: [],
  severities: [line(1, 'Severity P2.', ['several tenants']), line(3, 'Severity P1 (SEV-1), was P2.', ['all tenants'])],
  decisions: [
    line(2, 'Rollback gate: pass (auto), it began.', ['migration: pass, none']),
    line(4, 'No first notice: it works again.'),
  ],
  timeline: [
    line(1, 'Opened: Core API does not work.', ['GET /health answers 502.']),
    line(9, 'The pool is exhausted.\n\nRestarting does not help.', [], 'Ada Okafor'),
  ],
  cause: 'An index was missing.\nThe process let it through.',
  actions: [
    { what: 'Watch the | pool', owner: 'Ada', dueAt: Date.UTC(2026, 2, 26, 17), doneAt: Date.UTC(2026, 2, 25, 9) },
  ],
  isRequired: true,
  dueInDays: 5,
}

const GOLDEN = `# Post-mortem: Core API does not work

Agentix, INC-7, closed. A draft from what was recorded until 2026-03-15T15:02:00Z; lines with \\_\\_\\_\\_ wait for a person. It asks what in the systems and the process let this happen, not who.

## Summary

Core API did not work from 2026-03-15T14:02:00Z, severity P1 (SEV-1). It was mitigated at 2026-03-15T14:14:30Z. It hurt 2 tenants. A deploy is suspected: v1.42.0 of Core API, which finished at 2026-03-15T13:58:00Z. Taken back, and proven to have helped.

## Impact

| What | How much |
| --- | --- |
| Outage, from its start until mitigated | 12.5 minutes |
| Tenants hurt | 2 |
| Which tenants | north, south |
| Signals | 2 |
| Failed looks of its monitors | 12 |
| Failures of them in the timeline | 3 |
| Failed again after it seemed over | 1 time |

## Measurements

| Measure | Took | At |
| --- | --- | --- |
| To detect, from outage start | 1 min | 2026-03-15T14:03:00Z |
| To acknowledge, from detection | not known | not known |
| To mitigate, from detection | 11 min 30 s | 2026-03-15T14:14:30Z |
| To resolve, from detection | invalid | 2026-03-15T14:02:00Z |

## Assessment

As it stood at 2026-03-15T14:03:12Z:

- What else fails? Nothing.
- What does \`status.example.com\` say? “All is well”.

## Severity

- 2026-03-15T14:03:00Z, Watchkeeper: Severity P2.
  - several tenants
- 2026-03-15T14:05:00Z, Watchkeeper: Severity P1 (SEV-1), was P2.
  - all tenants

## Timeline, in UTC

- 2026-03-15T14:03:00Z, Watchkeeper: Opened: Core API does not work.
  - GET /health answers 502.
- 2026-03-15T14:11:00Z, Ada Okafor: The pool is exhausted.
  - Restarting does not help.

## Decisions and their evidence

- 2026-03-15T14:04:00Z, Watchkeeper: Rollback gate: pass (auto), it began.
  - migration: pass, none
- 2026-03-15T14:06:00Z, Watchkeeper: No first notice: it works again.

## Cause

An index was missing.

The process let it through.

## Action items

Required for P1, with at least one action, its owner and its deadline, within 5 business days.

| Action | Owner | Deadline |
| --- | --- | --- |
| Watch the \\| pool | Ada | 2026-03-26, done 2026-03-25 |
|  |  |  |
|  |  |  |
`

it('of a small incident reads like this', () => {
  expect(postmortemText(SMALL)).toBe(GOLDEN)
})

describe('what is not known', () => {
  const text = postmortemText({
    ...SMALL,
    mitigatedAt: null,
    outage: 'not known',
    hurt: { scope: 'unknown', tenants: [] },
    suspect: null,
    rollback: null,
    severity: 'P3',
    native: null,
    severities: [],
    decisions: [],
    timeline: [],
    recordedUntil: null,
    cause: null,
    isRequired: false,
  })

  it.each([
    'It is not known to be mitigated. It is not known whom it hurt.\n',
    '| Outage, from its start until mitigated | not known |',
    '| Tenants hurt | not known |',
    'No severity was recorded.',
    'Nothing was recorded.',
    'Nothing was decided about rollbacks or notices.',
    '## Cause\n\n\\_\\_\\_\\_\n',
    'Not required for P3.\n\n| Action | Owner | Deadline |\n| --- | --- | --- |\n',
  ])('is said: %j', (said) => {
    expect(text).toContain(said)
  })
})

it.each([
  [0, '0 s'],
  [400, '0 s'],
  [59_600, '1 min'],
  [HOUR, '1 h'],
  [26 * HOUR + 3 * MINUTE + 2 * SECOND, '26 h 3 min 2 s'],
])('%i ms are %s', (took, words) => {
  const measures: Postmortem['measures'] = [{ name: 'resolve', at: BROKEN, took }]
  expect(postmortemText({ ...SMALL, measures })).toContain(`| To resolve, from detection | ${words} |`)
})

const BREAKOUTS: [string, string][] = [
  ['a | b', 'a \\| b'],
  ['a \\| b', 'a \\\\\\| b'],
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['<!-- gone', '&lt;\\!-- gone'],
  ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
  ['[here](javascript:stop)', '\\[here\\](javascript:stop)'],
  ['[click me](https://evil.example)', '\\[click `me](https://evil.example)`'],
  ['![x](//evil.example/a.png)', '`![x](//evil.example/a.png)`'],
  ['see https://evil.example/?a=1&b=2 now', 'see `https://evil.example/?a=1&b=2` now'],
  ['see www.evil.example|x', 'see `www.evil.example`\\|x'],
  ['write to mallory@evil.example', 'write to `mallory@evil.example`'],
  ['<https://evil.example>', '&lt;`https://evil.example`&gt;'],
  ['`https://evil.example`', '\\``https://evil.example`\\`'],
  ['# not a heading', '\\# not a heading'],
  ['- not an item', '\\- not an item'],
  ['+ not an item', '\\+ not an item'],
  ['1. not an item', '1\\. not an item'],
  ['12) not an item', '12\\) not an item'],
  ['---', '\\---'],
  ['===', '\\==='],
  ['> not a quote', '&gt; not a quote'],
  ['``` not a block', '\\`\\`\\` not a block'],
  ['    not code', 'not code'],
  ['*a* _b_ ~c~ $d$ {e}', '\\*a\\* \\_b\\_ \\~c\\~ \\$d\\$ \\{e\\}'],
  ['one\r\n\r\n# two\u2028three\u0000four', 'one \\# two three four'],
  ['left\u202eright', 'left right'],
  ['Größe 受信箱, 12:30 UTC (50 %).', 'Größe 受信箱, 12:30 UTC (50 %).'],
]

describe('words from outside stay words', () => {
  it.each(BREAKOUTS)('%j', (text, expected) => {
    expect(inert(text)).toBe(expected)
  })

  it('wherever they stand', () => {
    const { phase, measures, hurt } = SMALL
    const text = postmortemText({ ...bitten(SMALL), phase, measures, hurt: { ...hurt, tenants: bitten(hurt.tenants) } })
    expect(text).not.toContain('<')
    expect(text.match(/&lt;script&gt;alert\(1\)&lt;\/script&gt;/g)?.length).toBeGreaterThan(15)
  })

  it('and begin no line, item or cell of their own', () => {
    const evil = 'x\n# y\n- z\n| a | b |\n\n<b>'
    const rowsAndHeads = (draft: Postmortem) =>
      postmortemText(draft)
        .split('\n')
        .map((one) => /^(#+ |\| | *- |<)/.exec(one)?.[1] ?? '')
        .filter((mark) => mark !== '  - ' && mark !== '')
    const changed = {
      title: evil,
      organisation: evil,
      service: evil,
      native: evil,
      cause: evil,
      rollback: evil,
      suspect: { service: evil, version: evil, finishedAt: null },
      hurt: { scope: 'several' as const, tenants: [evil, evil] },
      timeline: SMALL.timeline.map((one) => ({ ...one, text: evil, by: evil, detail: [evil] })),
    }
    expect(rowsAndHeads({ ...SMALL, ...changed })).toEqual(rowsAndHeads(SMALL))
  })
})

it('a very long word takes no time', () => {
  expect(inert('a'.repeat(200_000))).toHaveLength(200_000)
})
