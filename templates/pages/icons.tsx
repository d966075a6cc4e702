// Shapes that tell a state without its colour: drawn once a page, referred to by name.

import { raw } from 'hono/html'

export type IconName = 'operational' | 'degraded' | 'outage' | 'unknown' | 'maintenance' | 'not-watched' | 'wait'

const RING = '<circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" stroke-width="1.7"/>'
const STROKE = 'fill="none" stroke="currentColor" stroke-width="1.7"'

const SHAPES: Record<IconName, string> = {
  operational:
    '<path fill-rule="evenodd" d="M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0ZM7 11.7 3.4 8.1 4.8 6.7 7 8.9l4.4-4.4 1.4 1.4Z"/>',
  degraded: '<path fill-rule="evenodd" d="M8 .6 16 15H0ZM7.1 5.8v4.4h1.8V5.8Zm0 5.6v1.8h1.8v-1.8Z"/>',
  outage:
    '<path fill-rule="evenodd" d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7ZM5.2 4 4 5.2 6.8 8 4 10.8 5.2 12 8 9.2l2.8 2.8 1.2-1.2L9.2 8 12 5.2 10.8 4 8 6.8Z"/>',
  unknown: `${RING.replace('/>', ' stroke-dasharray="2.9 1.5"/>')}<path ${STROKE} d="M5.8 6.4a2.2 2.2 0 1 1 3.3 1.9C8.3 8.7 8 9 8 9.8M8 11.2v1.6"/>`,
  maintenance: `${RING}<path ${STROKE} d="M5 11l4-4M9.6 4.4a2.2 2.2 0 1 0 2 3.2"/>`,
  'not-watched': `${RING}<path ${STROKE} d="M4.5 8h7"/>`,
  wait: `${RING}<path ${STROKE} d="M8 3.8v4.5l2.9 1.7"/>`,
}

/** Only what the page uses: the status page has to stay small. */
export function Sprite({ names }: { names: Iterable<IconName> }) {
  const symbols = [...new Set(names)]
    .sort()
    .map((name) => `<symbol id="i-${name}" viewBox="0 0 16 16">${SHAPES[name]}</symbol>`)
  return raw(`<svg width="0" height="0" class="skip" aria-hidden="true">${symbols.join('')}</svg>`)
}

/** Always beside the word it stands for, so it says nothing to a screen reader. */
export function Icon({ name }: { name: IconName }) {
  return raw(`<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`)
}

const TAB_COLOURS: Record<IconName, string> = {
  operational: '%2317694a',
  degraded: '%23c77700',
  outage: '%23d92d20',
  unknown: '%237d68c4',
  maintenance: '%230a5783',
  'not-watched': '%2364748b',
  wait: '%2364748b',
}

/** The state as a tab icon: a tab that is left open all night tells it by its shape. */
export function tabIcon(name: IconName): string {
  const colour = TAB_COLOURS[name]
  const shape = SHAPES[name].replaceAll('currentColor', colour).replaceAll('"', "'")
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='${colour}'>${shape}</svg>`
}
