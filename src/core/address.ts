// Which addresses may be called: public http(s) hosts by name. Checked again on every hop, because a redirect is a new address.

import { err, ok, type Result } from './result.ts'

export type AddressRules = { allowLoopback: boolean }

const PRIVATE_SUFFIXES = ['.local', '.internal', '.localhost', '.home.arpa', '.lan', '.intranet']

/** The WHATWG parser has already turned `0x7f.1`, `2130706433` and full-width digits into dotted form. */
export function openAddress(text: string, rules: AddressRules): Result<URL> {
  if (!URL.canParse(text)) return err('is not a URL')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return err(`has the scheme ${url.protocol}, not http or https`)
  if (url.username !== '' || url.password !== '') return err('carries a user name or password; use a secret instead')
  const host = url.hostname.replace(/\.+$/, '').toLowerCase()
  if (isLoopback(host)) return rules.allowLoopback ? ok(url) : err('is a loopback address')
  if (isIpLiteral(host)) return err('is an IP address; Workers can only call hosts by name')
  if (!host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix))) {
    return err('is a private host name')
  }
  return ok(url)
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isIpLiteral(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
}
