// What Sentry may know: that we failed, and where in our own code. Nothing of a visitor, a tenant or a monitored site.
// The SDK's core, and none of what it would wrap around every request, statement and object: most minutes have nothing to tell.

import { createStackParser, createTransport, type ErrorEvent } from '@sentry/core'
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server'
import type { Io } from './io.ts'

const DEADLINE_MS = 5_000
const MOST_BYTES = 4_096
const CHECK_IN = 'watchkeeper-minute'
const CHECK_IN_SCHEDULE = {
  schedule: { type: 'crontab', value: '* * * * *' },
  checkinMargin: 2,
  maxRuntime: 10,
  timezone: 'UTC',
} as const

export type Sentry = {
  /** Something of ours has failed that must not. */
  mistake(thrown: unknown): Promise<void>
  /** A minute is done and has left nothing behind. */
  minute(): Promise<void>
}

export type SentryOptions = { dsn: string | undefined; environment: string | undefined; io: Io }

/** Everything resolves when it has been told, or could not be. Without a DSN nobody is told anything. */
export function openSentry({ dsn, environment = 'production', io }: SentryOptions): Sentry {
  /** A client for each word: what one invocation has begun to send, another may not wait for. */
  async function tell(say: (client: ServerRuntimeClient) => unknown): Promise<void> {
    if (dsn === undefined) return
    const client = new ServerRuntimeClient({
      dsn,
      environment,
      integrations: [],
      stackParser: createStackParser(nodeStackLineParser()),
      transport: (options) => createTransport(options, ({ body }) => post(io, options.url, body)),
      beforeSend: strip,
    })
    say(client)
    await client.flush(DEADLINE_MS)
  }

  return {
    mistake: (thrown) => tell((client) => client.captureException(thrown)),
    minute: () => tell((client) => client.captureCheckIn({ monitorSlug: CHECK_IN, status: 'ok' }, CHECK_IN_SCHEDULE)),
  }
}

async function post(io: Io, url: string, body: string | Uint8Array) {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const answer = await io.fetch({ url, method: 'POST', body: text, deadlineMs: DEADLINE_MS, maxBytes: MOST_BYTES })
  return answer.ok ? { statusCode: answer.value.status } : {}
}

/** Kept by name, so that nothing leaves that an update of the SDK adds. The processing metadata never leaves as it is. */
const KEPT: readonly string[] = ['event_id', 'timestamp', 'type', 'level', 'platform', 'environment', 'release'].concat(
  ['exception', 'debug_meta', 'sdk', 'sdkProcessingMetadata'],
)

const LONGEST_WORDS = 200

function strip(event: ErrorEvent): ErrorEvent {
  for (const name of Object.keys(event)) if (!KEPT.includes(name)) Reflect.deleteProperty(event, name)
  for (const thrown of event.exception?.values ?? []) thrown.value = plain(thrown.value ?? '')
  return event
}

/** An error quotes what it was given: a piece of a body, a value for the database. Names of addresses go without quotes. */
function plain(words: string): string {
  const [unquoted = ''] = words.split(/["'`\n]/)
  return unquoted.replace(/\S*(?:@|:\/\/)\S*/g, '[hidden]').slice(0, LONGEST_WORDS)
}
