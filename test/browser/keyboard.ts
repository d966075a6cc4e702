// Hands that only have a keyboard: what they reach, whether they see where they are, and what happens when they press.

import type { Page, Response } from 'playwright-core'
import { expect } from 'vitest'

const MOST_STEPS = 80

/** Tab after tab until the thing with this name has the focus, which has to be seen. */
export async function reach(page: Page, name: string): Promise<void> {
  const met: string[] = []
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab')
    const focused = await focusOf(page)
    if (focused.name === name) {
      expect(focused.outline, `the focus on "${name}" is seen`).toBeGreaterThanOrEqual(2)
      expect(focused.isInView, `"${name}" is in view when it has the focus`).toBe(true)
      return
    }
    met.push(focused.name)
  }
  throw new Error(`the keyboard never reaches "${name}"; it reaches ${[...new Set(met)].join(' | ')}`)
}

/** Everything that can be reached, in the order of the keyboard, each seen when it has the focus. */
export async function walk(page: Page): Promise<string[]> {
  const names: string[] = []
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab')
    const focused = await focusOf(page)
    if (focused.name === '') return names
    expect(focused.outline, `the focus on "${focused.name}" is seen`).toBeGreaterThanOrEqual(2)
    expect(focused.isInView, `"${focused.name}" is in view when it has the focus`).toBe(true)
    names.push(focused.name)
  }
  throw new Error('the keyboard never gets to the end of the page')
}

/** Presses what leads to another page and waits until that one is there; gives back its answer. */
export async function pressThrough(page: Page, name: string): Promise<Response> {
  await reach(page, name)
  const answered = page.waitForResponse((response) => response.request().isNavigationRequest())
  const loaded = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await loaded
  return await answered
}

export async function write(page: Page, label: string, text: string): Promise<void> {
  await reach(page, label)
  await page.keyboard.insertText(text)
}

function focusOf(page: Page): Promise<{ name: string; outline: number; isInView: boolean }> {
  return page.evaluate(() => {
    const focused = document.activeElement
    if (!(focused instanceof HTMLElement) || focused === document.body) return { name: '', outline: 0, isInView: false }
    const isField = focused.matches('input,textarea,select')
    const named = isField ? focused.closest('label')?.firstChild : focused
    const style = getComputedStyle(focused)
    const box = focused.getBoundingClientRect()
    return {
      name: (named?.textContent ?? '').trim().replace(/\s+/g, ' '),
      outline: style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth),
      isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    }
  })
}
