// Which addresses may be called: what looks public by name, and nothing that leads inside.

import { describe, expect, it } from 'vitest'
import { openAddress } from '../../../src/core/address.ts'

const STRICT = { allowLoopback: false }
const LOCAL = { allowLoopback: true }

describe('allows', () => {
  it.each([
    'https://api.example.com/health',
    'http://api.example.com:8080/health?deep=1',
    'https://api.example.com./health',
    'HTTPS://API.EXAMPLE.COM',
    'https://xn--bcher-kva.example',
    'https://localhost.example.com',
    'https://local.example.com',
  ])('%s', (text) => {
    expect(openAddress(text, STRICT)).toMatchObject({ ok: true })
  })
})

describe('refuses', () => {
  it.each([
    ['what is not a URL', 'api.example.com', 'is not a URL'],
    ['a path alone', '/health', 'is not a URL'],
    ['another scheme', 'ftp://example.com', 'has the scheme ftp:, not http or https'],
    ['a file', 'file:///etc/passwd', 'has the scheme file:, not http or https'],
    ['a program', 'javascript:alert(1)', 'has the scheme javascript:, not http or https'],
    ['a password', 'https://user:secret@example.com', 'carries a user name or password; use a secret instead'],
    ['a user name', 'https://user@example.com', 'carries a user name or password; use a secret instead'],
    ['localhost', 'http://localhost:8080', 'is a loopback address'],
    ['localhost in capitals', 'http://LOCALHOST', 'is a loopback address'],
    ['localhost with a dot', 'http://localhost./', 'is a loopback address'],
    ['localhost with two dots', 'http://localhost../', 'is a loopback address'],
    ['localhost in circled letters', 'http://ⓛocalhost', 'is a loopback address'],
    ['127.0.0.1', 'http://127.0.0.1', 'is a loopback address'],
    ['the whole loopback net', 'http://127.9.8.7', 'is a loopback address'],
    ['a short loopback', 'http://127.1', 'is a loopback address'],
    ['a hexadecimal loopback', 'http://0x7f.1', 'is a loopback address'],
    ['an octal loopback', 'http://017700000001', 'is a loopback address'],
    ['a loopback as one number', 'http://2130706433', 'is a loopback address'],
    ['a loopback in circled digits', 'http://①②⑦.0.0.1', 'is a loopback address'],
    ['the IPv6 loopback', 'http://[::1]:8080', 'is a loopback address'],
    ['a mapped loopback', 'http://[::ffff:127.0.0.1]', 'is an IP address; Workers can only call hosts by name'],
    ['every address', 'http://0.0.0.0', 'is an IP address; Workers can only call hosts by name'],
    ['every address, short', 'http://0', 'is an IP address; Workers can only call hosts by name'],
    ['a private net', 'http://10.0.0.1', 'is an IP address; Workers can only call hosts by name'],
    ['another private net', 'http://192.168.1.1', 'is an IP address; Workers can only call hosts by name'],
    ['the metadata address', 'http://169.254.169.254/latest', 'is an IP address; Workers can only call hosts by name'],
    ['a public IP', 'https://93.184.216.34', 'is an IP address; Workers can only call hosts by name'],
    ['a local IPv6', 'http://[fd00::1]', 'is an IP address; Workers can only call hosts by name'],
    ['a host without a dot', 'http://router/', 'is a private host name'],
    ['the metadata name', 'http://metadata.google.internal', 'is a private host name'],
    ['a private name with a dot', 'http://db.internal./', 'is a private host name'],
    ['a printer', 'http://printer.local', 'is a private host name'],
    ['a name under localhost', 'http://api.localhost', 'is a private host name'],
    ['a home net', 'http://nas.home.arpa', 'is a private host name'],
  ])('%s', (_name, text, error) => {
    expect(openAddress(text, STRICT)).toEqual({ ok: false, error })
  })
})

describe('where loopback is allowed, for the simulated world', () => {
  it.each(['http://localhost:8788/health', 'http://127.0.0.1:8788', 'http://[::1]:8788'])('allows %s', (text) => {
    expect(openAddress(text, LOCAL)).toMatchObject({ ok: true })
  })

  it.each(['http://10.0.0.1', 'http://0.0.0.0', 'http://db.internal'])('still refuses %s', (text) => {
    expect(openAddress(text, LOCAL)).toMatchObject({ ok: false })
  })
})
