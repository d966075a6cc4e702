// What looks like a credential. Says of which kind it is and where it stands, and never what it is.

import { type Place, walk } from './walk.ts'

const SHAPES: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*-----/, 'a private key or certificate'],
  [/\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/i, 'an authorization header'],
  [/^[a-z][\w+.-]*:\/\/[^/?#]*:[^/?#]*@/i, 'an address with a password'],
  [/[?&](?:token|key|api_?key|secret|sig|signature|password)=[^&]{6,}/i, 'an address with a key'],
  [/\bre_[A-Za-z0-9_]{8,}/, 'a Resend key'],
  [/\b[srp]k_(?:live|test)_\w{8,}/, 'a Stripe key'],
  [/\bsk-[\w-]{8,}/, 'an OpenAI or Anthropic key'],
  [/\b(?:gh[pousr]_|github_pat_)\w{8,}/, 'a GitHub token'],
  [/\bxox[a-z]-[\w-]{8,}|\/services\/T\w+\/B\w+\/\w+/, 'a Slack token'],
  [/\bwhsec_[\w+/=-]{8,}/, 'a webhook secret'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/, 'an AWS key'],
  [/\beyJ[\w-]{8,}\.[\w-]+/, 'a JSON web token'],
  [/\b(?:FlyV1\s|fo1_|fm\d_)[\w,+/=-]{8,}/, 'a Fly token'],
]

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Bits a character: English in camel case stays below, random letters and digits lie above. */
const RANDOM_ENTROPY = 3.8

export function findCredentials(input: unknown): Place[] {
  return [...walk(input)].filter(({ path, value }) =>
    [value, path.at(-1)].some((text) => credentialKind(text) !== null),
  )
}

/** `a Resend key`, or null for a text that may be shown. */
export function credentialKind(text: unknown): string | null {
  if (typeof text !== 'string') return null
  const [, kind] = SHAPES.find(([shape]) => shape.test(text)) ?? []
  if (kind !== undefined) return kind
  return (text.match(/[\w+=-]{24,}/g) ?? []).some(isRandom) ? 'a random secret' : null
}

function isRandom(word: string): boolean {
  if (UUID.test(word)) return false
  if (/^[0-9a-f]{32,}$/i.test(word)) return true
  const isMixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word)
  const isStrewn = /^[a-z0-9]+$/.test(word) && /(?:\d+[a-z]+){4}/.test(word)
  return (isMixed || isStrewn) && entropy(word) >= RANDOM_ENTROPY
}

function entropy(word: string): number {
  const shares = [...new Set(word)].map((letter) => (word.split(letter).length - 1) / word.length)
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0)
}
