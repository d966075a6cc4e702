// The types of DNS records that can be watched, and one spelling for each value: resolvers write the same record differently.

/** The numbers of RFC 1035, 3596, 2782 and 8659. */
export const RECORD_TYPES = { A: 1, AAAA: 28, CNAME: 5, MX: 15, TXT: 16, NS: 2, CAA: 257, SRV: 33 } as const

export type RecordType = keyof typeof RECORD_TYPES

export function normalise(type: RecordType, data: string): string {
  const text = data.trim()
  switch (type) {
    case 'A':
      return text
    case 'AAAA':
      return URL.parse(`http://[${text}]`)?.hostname.slice(1, -1) ?? text.toLowerCase()
    case 'TXT':
      return joinText(text)
    case 'CAA':
      return readGeneric(text) ?? text
    default:
      return text.toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '')
  }
}

/** One record may come in several quoted pieces, because a single one holds at most 255 bytes. */
function joinText(text: string): string {
  if (!text.startsWith('"')) return text
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, piece = '']) => piece.replace(/\\(.)/g, '$1')).join('')
}

/** Some resolvers do not know CAA and answer its bytes (RFC 3597): flags, the length of the tag, tag, value. */
function readGeneric(text: string): string | null {
  const [mark, , ...bytes] = text.split(/\s+/)
  if (mark !== '\\#') return null
  const [flags = 0, length = 0, ...letters] = (bytes.join('').match(/../g) ?? []).map((byte) =>
    Number.parseInt(byte, 16),
  )
  const plain = String.fromCharCode(...letters)
  return `${flags} ${plain.slice(0, length)} "${plain.slice(length)}"`
}
