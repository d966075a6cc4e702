// The text twin of a mail: plain lines of at most 72 characters, addresses never broken.

import type { Block, MailBody, Span } from './mail-body.ts'

const WIDTH = 72

/** Control characters would let a value draw its own lines or move the cursor of a terminal. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

function wrap(text: string, first = '', rest = ''): string {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of clean(text).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].join('\n')
}

function plain(spans: readonly Span[]): string {
  return spans.map((span) => (typeof span === 'string' ? span : span.text)).join('')
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return wrap(plain(block.spans))
    case 'fact':
      return `${clean(block.label)}:\n${wrap(plain(block.spans), '  ', '  ')}`
    case 'list': {
      const items = block.items.map((item, at) => {
        const mark = block.isOrdered ? `  ${at + 1}. ` : '  - '
        return wrap(item, mark, ' '.repeat(mark.length))
      })
      return [`${clean(block.label)}:`, ...items].join('\n')
    }
    case 'buttons': {
      const buttons = block.buttons.map((button) => `${clean(button.label)}:\n  ${clean(button.href)}`)
      return [...buttons, ...(block.hint === null ? [] : [wrap(block.hint)])].join('\n\n')
    }
  }
}

export function mailText(body: MailBody): string {
  const heading = wrap(body.heading)
  const rule = '='.repeat(Math.max(...heading.split('\n').map((line) => line.length)))
  const blocks = body.blocks.map(blockText)
  return [`${heading}\n${rule}`, ...blocks, `— ${clean(body.signature)}`, wrap(plain(body.footer))]
    .join('\n\n')
    .concat('\n')
}
