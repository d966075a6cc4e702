// Reasons are kept in lower case and without a full stop, so that they can be joined; people read them as sentences.

export function asSentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`
}
