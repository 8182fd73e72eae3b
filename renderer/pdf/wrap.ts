import { complexPattern } from './scripts/script-faces'
import { cjkPattern } from './typefaces'

/** Measures text in points. */
export type Measure = (text: string) => number

/**
 * Breaks text into lines no wider than `width`. Breaks at spaces, between CJK letters, and, only
 * where a word is longer than a line (hashes, paths, codes), after `/ _ - . , : ;` or anywhere.
 * Line breaks in the text are kept. Always returns at least one line.
 */
export function wrapText(text: string, width: number, measure: Measure): readonly string[] {
  const lines: string[] = []
  for (const paragraph of bound(text).split(/\r\n|\r|\n/)) {
    let line = ''
    for (const word of words(paragraph)) {
      if (line === '' && word.trim() === '') continue
      if (measure((line + word).trimEnd()) <= width) {
        line += word
        continue
      }
      if (line.trim() !== '') lines.push(line.trimEnd())
      line = ''
      if (word.trim() === '') continue
      const pieces = measure(word) <= width ? [word] : chop(word, width, measure)
      lines.push(...pieces.slice(0, -1))
      line = pieces.at(-1) ?? ''
    }
    lines.push(line.trimEnd())
  }
  return lines
}

/** Width of the longest piece that `wrapText` would rather not break. */
export function longestWord(text: string, measure: Measure): number {
  return words(bound(text)).reduce((longest, word) => Math.max(longest, measure(word.trim())), 0)
}

/** A number stays with its unit and its sign of comparison: "86.0 %", "+3.2 pp", "< 0.001". */
function bound(text: string): string {
  return text.replace(/(?<=\d) (?=%|pp(?![a-z]))/g, '\u00a0').replace(/(?<=(?:^|[\s([])[<>≤≥±]) (?=[\d.])/g, '\u00a0')
}

/** Scripts that write their words without spaces. */
const unspaced = /[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]/u

/** Words with the spaces between them; where a script has no spaces, its words by the dictionary. */
function words(text: string): readonly string[] {
  const parts = spaced(text)
  if (!unspaced.test(text)) return parts
  const byDictionary = new Intl.Segmenter('en', { granularity: 'word' })
  return parts.flatMap((part) => (unspaced.test(part) ? Array.from(byDictionary.segment(part), ({ segment }) => segment) : [part]))
}

function spaced(text: string): readonly string[] {
  const out: string[] = []
  let word = ''
  for (const character of text) {
    if (character === ' ' || cjkPattern.test(character)) {
      if (word !== '') out.push(word)
      out.push(character)
      word = ''
    } else word += character
  }
  if (word !== '') out.push(word)
  return out
}

function chop(word: string, width: number, measure: Measure): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  // Marks stay with their letters.
  for (const character of complexPattern.test(word) ? Array.from(new Intl.Segmenter('en').segment(word), ({ segment }) => segment) : word) {
    if (piece !== '' && measure(piece + character) > width) {
      const at = breakPoint(piece)
      pieces.push(piece.slice(0, at))
      piece = piece.slice(at)
    }
    piece += character
  }
  pieces.push(piece)
  return pieces
}

/** After the last separator in the second half of the piece, else at its end. */
function breakPoint(piece: string): number {
  for (let i = piece.length - 1; i > piece.length / 2; i -= 1) if ('/_-.,:;'.includes(piece[i]!)) return i + 1
  return piece.length
}
