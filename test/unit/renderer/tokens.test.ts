import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(resolve(import.meta.dirname, '../../../renderer/ui/tokens.css'), 'utf8')

/** The colours of a theme, as its block writes them. */
function colours(theme: string): ReadonlyMap<string, string> {
  const block = new RegExp(`:root\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? '', value ?? '']))
}

/** Contrast ratio of WCAG 2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [r, g, bl] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (bl ?? 0)
  }
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

const texts = ['text', 'text-2', 'text-3', 'accent', 'different', 'equivalent', 'inconclusive', 'described', 'critical', 'high', 'medium', 'low', 'observation']
const grounds = ['surface', 'chrome', 'sunken', 'raised', 'hover', 'accent-soft']
const severities = ['critical', 'high', 'medium', 'low', 'observation']

describe.each(['light', 'dark', 'contrast'])('the %s theme', (theme) => {
  const of = colours(theme)
  const ratio = (a: string, b: string): number => contrast(of.get(a) ?? '#000000', of.get(b) ?? '#000000')

  it.each(texts)('writes %s so that it can be read on every ground', (text) => {
    for (const ground of grounds) expect(ratio(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  it('writes severities on their own tint, and the accent button', () => {
    for (const severity of severities) expect(ratio(severity, `${severity}-soft`), severity).toBeGreaterThanOrEqual(4.5)
    expect(ratio('on-accent', 'accent')).toBeGreaterThanOrEqual(4.5)
    expect(ratio('on-accent', 'accent-hover')).toBeGreaterThanOrEqual(4.5)
  })

  it('draws controls and the focus ring so that they can be seen', () => {
    for (const ground of ['surface', 'chrome', 'sunken', 'raised']) {
      expect(ratio('control-line', ground), `control on ${ground}`).toBeGreaterThanOrEqual(3)
      expect(ratio('focus', ground), `focus on ${ground}`).toBeGreaterThanOrEqual(3)
    }
  })
})
