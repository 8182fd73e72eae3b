import type { jsPDF } from 'jspdf'
import { faceNames, fontBytes, type FaceId } from './font-files'
import { internalsOf, type FontEntry } from './jspdf-internals'
import { binaryString } from './pdf-syntax'

/** A stretch of text in one font. */
export interface Run {
  readonly face: FaceId
  readonly text: string
}

/** Chinese, Japanese and Korean letters, kana, hangul, full-width forms: lines may break between any two. */
export const cjkPattern = /[\u2e80-\u2fdf\u3000-\u30ff\u3105-\u318f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/u

const otherFamily: Readonly<Record<FaceId, FaceId>> = { serif: 'sans', serifItalic: 'sans', serifBold: 'sansBold', sans: 'serif', sansBold: 'serifBold', cjk: 'sans' }

/** The fonts of one document: which font has a character, how wide text is, and its glyphs. */
export class Typefaces {
  readonly #entries = new Map<FaceId, FontEntry>()
  readonly #widths = new Map<FaceId, Map<string, number>>()
  readonly #written = new Map<FaceId, Set<number>>()

  private constructor(private readonly doc: jsPDF) {}

  /** Registers the fonts with the document; the CJK font only when `text` needs it. */
  static async load(doc: jsPDF, needsCjk: boolean, pause: () => Promise<void>): Promise<Typefaces> {
    const faces = new Typefaces(doc)
    const wanted: FaceId[] = ['serif', 'serifItalic', 'serifBold', 'sans', 'sansBold']
    if (needsCjk) wanted.push('cjk')
    for (const id of wanted) {
      const name = faceNames[id]
      doc.addFileToVFS(`${name}.ttf`, binaryString(await fontBytes(id)))
      doc.addFont(`${name}.ttf`, name, 'normal')
      await pause()
      faces.#entries.set(id, internalsOf(doc).getFont(name, 'normal'))
      faces.#widths.set(id, new Map())
      faces.#written.set(id, new Set())
    }
    return faces
  }

  entry(face: FaceId): FontEntry {
    const entry = this.#entries.get(face)
    if (entry === undefined) throw new Error(`The font ${face} is not loaded.`)
    return entry
  }

  has(face: FaceId, character: string): boolean {
    const entry = this.#entries.get(face)
    if (entry === undefined || character.length !== 1) return false
    return (entry.metadata.cmap.unicode.codeMap[character.charCodeAt(0)] ?? 0) !== 0
  }

  /** Text in runs, each in a font that has its characters; what none has is written `[U+1F600]`. */
  runs(face: FaceId, text: string): readonly Run[] {
    const runs: { face: FaceId; text: string }[] = []
    for (const character of visible(text)) {
      const at = [face, otherFamily[face], 'cjk' as const].find((id) => this.has(id, character))
      const piece = at === undefined ? this.#spelled(face, character) : character
      const last = runs.at(-1)
      if (last !== undefined && last.face === (at ?? face)) last.text += piece
      else runs.push({ face: at ?? face, text: piece })
    }
    return runs
  }

  /** Text with the letters that no font has spelled by their numbers. */
  printed(face: FaceId, text: string): string {
    return this.holds(face, text) ? text : this.runs(face, text).map((run) => run.text).join('')
  }

  /** Whether every visible character is in one of the fonts. */
  holds(face: FaceId, text: string): boolean {
    return [...new Set(visible(text))].every((character) => character === ' ' || [face, otherFamily[face], 'cjk' as const].some((id) => this.has(id, character)))
  }

  /** Width in points. */
  width(face: FaceId, size: number, text: string): number {
    let total = 0
    for (const character of visible(text)) total += this.#characterWidth(face, character)
    return (total * size) / 1000
  }

  /** Glyph numbers as the hex digits of a text operator; enters them for embedding. */
  encode(run: Run): string {
    const { metadata } = this.entry(run.face)
    const written = this.#written.get(run.face)!
    let hex = ''
    for (let i = 0; i < run.text.length; i += 1) {
      const code = run.text.charCodeAt(i)
      const glyph = metadata.cmap.unicode.codeMap[code] ?? 0
      if (!written.has(glyph)) {
        written.add(glyph)
        metadata.glyIdsUsed.push(glyph)
        metadata.toUnicode[glyph] = code
        if (!metadata.Unicode.widths.includes(glyph)) metadata.Unicode.widths.push(glyph, [Math.trunc(metadata.widthOfGlyph(glyph))])
      }
      hex += glyph.toString(16).padStart(4, '0')
    }
    return hex
  }

  /** jsPDF embeds a font only after its own `text` has used it once. */
  markUsed(face: FaceId, size: number, text: string, x: number, y: number): void {
    this.doc.setFont(faceNames[face], 'normal')
    this.doc.setFontSize(size)
    this.doc.text(text, x, y)
  }

  /** A character that no font has: a raised or lowered letter by its plain form, anything else by its number. */
  #spelled(face: FaceId, character: string): string {
    const plain = character.normalize('NFKC')
    const known = plain !== character && Array.from(plain).every((c) => this.has(face, c))
    if (known) return /[\u1d62-\u1d6a\u2080-\u209c]/.test(character) ? `_${plain}` : plain
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`
  }

  #characterWidth(face: FaceId, character: string): number {
    const widths = this.#widths.get(face)!
    let width = widths.get(character)
    if (width === undefined) {
      width = 0
      for (const run of this.runs(face, character)) {
        const { metadata } = this.entry(run.face)
        for (let i = 0; i < run.text.length; i += 1) width += metadata.widthOfGlyph(metadata.cmap.unicode.codeMap[run.text.charCodeAt(i)] ?? 0)
      }
      widths.set(character, width)
    }
    return width
  }
}

/** Characters as printed: composed, control and direction marks left out, every kind of space one space. */
function visible(text: string): string {
  return text.normalize('NFC').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '').replace(/[\t\n\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
}
