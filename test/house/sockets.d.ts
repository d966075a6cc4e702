// What the types of plain Node lack of the Workers': programs there load runbooks, whose checks name src/io.ts, and never run it.

declare module 'cloudflare:sockets' {
  export function connect(
    address: { hostname: string; port: number },
    options: { secureTransport: 'on' | 'off'; allowHalfOpen: boolean },
  ): {
    readable: ReadableStream
    writable: WritableStream
    opened: Promise<unknown>
    closed: Promise<void>
    close(): Promise<void>
  }
}
