// Owns the resolver: DNS over HTTPS in its JSON form, answered from the zones that are set; a resolver that fails is a target.
import { type Call, Refusal, readHeader, sendJson } from './call.ts'
import { type DnsRecord, recordTypes, type WorldState, type Zone } from './state.ts'

const ttl = 60
const typeNumbers: Record<DnsRecord['type'], number> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
}
const codes: Record<Zone['status'], number> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 }

export function answerDns(world: WorldState, call: Call): void {
  if (call.parts.length > 1) throw new Refusal(404, 'the resolver has one address')
  if (call.method !== 'GET') throw new Refusal(405, 'a question is asked by GET')
  if (readHeader(call, 'accept') !== 'application/dns-json')
    throw new Refusal(415, 'only application/dns-json is spoken')
  const name = call.url.searchParams.get('name')?.toLowerCase().replace(/\.$/, '') ?? ''
  const type = recordType(call.url.searchParams.get('type') ?? 'A')
  if (name === '' || type === undefined) throw new Refusal(400, 'a question has a name and a type that exists')
  const { status, records } = world.zones.get(name) ?? { status: 'NXDOMAIN', records: [] }
  // As resolvers do: an alias is part of the answer to whatever was asked.
  const found = records.filter((record) => record.type === type || record.type === 'CNAME')
  const Answer = found.map(({ type, data }) => ({ name: `${name}.`, type: typeNumbers[type], TTL: ttl, data }))
  const flags = { TC: false, RD: true, RA: true, AD: false, CD: false }
  const Question = [{ name: `${name}.`, type: typeNumbers[type] }]
  sendJson(call, 200, { Status: codes[status], ...flags, Question, ...(Answer.length > 0 && { Answer }) })
}

function recordType(text: string): DnsRecord['type'] | undefined {
  return recordTypes.find((name) => name === text.toUpperCase())
}
