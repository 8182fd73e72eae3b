import bidiFactory, { type Bidi } from 'bidi-js'

let bidi: Bidi | null = null

const fromRight = String.raw`\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc`
/** A strong letter that runs from the left; marks and digits have no direction of their own. */
const fromLeft = new RegExp(`(?![${fromRight}])\\p{L}`, 'u')
/** What may stand between two letters of a name: no list signs, so that the items of a list keep the sentence's order. */
const between = String.raw`\p{N}\p{M}\s.'’()\[\]/_&+\u00ab\u00bb\u200c\u200d\-`
/** A name that runs from the right within an English sentence: all that stands in quotation marks, or its letters and what is between them. */
const names = new RegExp(`(?<=["“])[${between},:;]*[${fromRight}][${fromRight}${between},:;]*(?=["”])|[${fromRight}](?:[${fromRight}"${between}]*[${fromRight}\\p{M}](?:[)\\]](?=\\s|$|[,.;:]))?)?`, 'gu')

/**
 * Embedding level of every UTF-16 unit of a line: 0 from the left, 1 from the right, 2 for numbers within.
 * The pages are English, so every name that runs from the right is set off as Unicode's isolates would
 * (UAX 9, RLI…PDI); a text without any letter from the left runs from the right as a whole.
 */
export function directionLevels(text: string): Uint8Array {
  const levels = new Uint8Array(text.length)
  const first = text.search(new RegExp(`[${fromRight}]`, 'u'))
  if (first === -1) return levels
  bidi ??= bidiFactory()
  const whole = !fromLeft.test(text) && /^[\s"'«([]*$/u.test(text.slice(0, first))
  for (const { index, 0: name } of whole ? [{ index: 0, 0: text }] : text.matchAll(names)) levels.set(bidi.getEmbeddingLevels(name, 'rtl').levels, index)
  return levels
}

/** The order from left to right of runs with these levels (UAX 9, rule L2): indices into the runs. */
export function visualOrder(levels: readonly number[]): readonly number[] {
  const order = levels.map((_, i) => i)
  for (let level = levels.reduce((a, b) => Math.max(a, b), 0); level > 0; level -= 1) {
    for (let from = 0; from < levels.length; from += 1) {
      if (levels[from]! < level) continue
      let to = from
      while (to + 1 < levels.length && levels[to + 1]! >= level) to += 1
      order.splice(from, to - from + 1, ...order.slice(from, to + 1).toReversed())
      from = to
    }
  }
  return order
}
