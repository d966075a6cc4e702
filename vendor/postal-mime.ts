// Stands in for the parser of incoming mail that the Resend SDK carries along: we only send, and it is 70 KB of the bundle.

export default {
  parse(): never {
    throw new Error('incoming mail is not read here')
  },
}
