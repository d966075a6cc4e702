// Which addresses may be called: public http(s) hosts by name. Checked again on every hop, because a redirect is a new address.

import { oncePerText } from './once.ts'
import { err, ok, type Result } from './result.ts'

export type AddressRules = { allowLoopback: boolean }

type Address = { href: string; hostname: string; isLoopback: boolean }

const PRIVATE_SUFFIXES = ['.local', '.internal', '.localhost', '.home.arpa', '.lan', '.intranet']

/** As many as a large runbook has, and the redirects of a few. */
const REMEMBERED = 2_000

export function openAddress(text: string, { allowLoopback }: AddressRules): Result<Address> {
  const address = read(text)
  return address.ok && address.value.isLoopback && !allowLoopback ? err('is a loopback address') : address
}

/** The WHATWG parser has already turned `0x7f.1`, `2130706433` and full-width digits into dotted form. */
const read = oncePerText(REMEMBERED, (text): Result<Address> => {
  if (!URL.canParse(text)) return err('is not a URL')
  const { protocol, username, password, hostname, href } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') return err(`has the scheme ${protocol}, not http or https`)
  if (username !== '' || password !== '') return err('carries a user name or password; use a secret instead')
  const host = hostname.replace(/\.+$/, '').toLowerCase()
  if (isLoopback(host)) return ok({ href, hostname, isLoopback: true })
  if (isIpLiteral(host)) return err('is an IP address; Workers can only call hosts by name')
  if (!host.includes('.') || PRIVATE_SUFFIXES.some((suffix) => host.endsWith(suffix))) {
    return err('is a private host name')
  }
  return ok({ href, hostname, isLoopback: false })
})

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function isIpLiteral(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host)
}
