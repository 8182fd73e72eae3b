import type { jsPDF } from 'jspdf'
import { faceNames, fontBytes, type FaceId } from './font-files'
import { internalsOf, type FontEntry } from './jspdf-internals'
import { binaryString } from './pdf-syntax'
import { directionLevels, visualOrder } from './scripts/direction'
import { complexPattern, scriptFaces, scriptOf, type ScriptId } from './scripts/script-faces'
import { ShapedFont } from './scripts/shaped-font'
import { Shaper, type ShapedGlyph } from './scripts/shaper'

/** A stretch of text in one font. */
export interface Run {
  readonly face: FaceId
  readonly text: string
}

/** A stretch of a line and where it begins, in 1/1000 em from the line's left end; shaped where letters join or run from the right. */
export type Placed = { readonly x: number; readonly run: Run } | { readonly x: number; readonly script: ScriptId; readonly glyphs: readonly ShapedGlyph[] }

interface Line {
  /** In the order of the text: what is read aloud or copied comes out as it was written. */
  readonly placed: readonly Placed[]
  readonly width: number
}

/** Chinese, Japanese and Korean letters, kana, hangul, full-width forms: lines may break between any two. */
export const cjkPattern = /[\u2e80-\u2fdf\u3000-\u30ff\u3105-\u318f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/u

const otherFamily: Readonly<Record<FaceId, FaceId>> = { serif: 'sans', serifItalic: 'sans', serifBold: 'sansBold', sans: 'serif', sansBold: 'serifBold', cjk: 'sans' }

/** The fonts of one document: which font has a character, how wide text is, and its glyphs. */
export class Typefaces {
  readonly #entries = new Map<FaceId, FontEntry>()
  readonly #widths = new Map<FaceId, Map<string, number>>()
  readonly #written = new Map<FaceId, Set<number>>()

  readonly #shaped = new Map<ScriptId, ShapedFont>()
  readonly #lines = new Map<string, Line>()
  #shaper: Shaper | null = null

  private constructor(private readonly doc: jsPDF) {}

  /** Registers the fonts with the document; those of CJK and of other scripts only where the text needs them. */
  static async load(doc: jsPDF, needsCjk: boolean, scripts: readonly ScriptId[], pause: () => Promise<void>): Promise<Typefaces> {
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
    const files = new Map<ScriptId, Uint8Array<ArrayBuffer>>()
    for (const id of scripts) {
      files.set(id, await fontBytes(id))
      faces.#shaped.set(id, new ShapedFont(doc, scriptFaces[id].name, files.get(id)!))
      await pause()
    }
    if (scripts.length > 0) faces.#shaper = await Shaper.load(files)
    return faces
  }

  shaped(script: ScriptId): ShapedFont {
    const font = this.#shaped.get(script)
    if (font === undefined) throw new Error(`The font of ${script} is not loaded.`)
    return font
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

  /** Whether a text has letters that `line` has to shape. */
  isComplex(text: string): boolean {
    return this.#shaper !== null && complexPattern.test(text)
  }

  /** A line of text: every stretch in its font and at its place, names that run from the right in their order. */
  line(face: FaceId, text: string): Line {
    const key = `${face} ${text}`
    let line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, line = this.#lay(face, visible(text)))
    return line
  }

  #lay(face: FaceId, text: string): Line {
    const levels = directionLevels(text)
    const stretches: { text: string; readonly script: ScriptId | null; readonly level: number }[] = []
    let at = 0
    for (const character of text) {
      const level = levels[at] ?? 0
      at += character.length
      const last = stretches.at(-1)
      // Marks and joiners belong to the letter before them.
      const script = last?.script != null && /[\p{M}\u200c\u200d]/u.test(character) ? last.script : level % 2 === 1 && scriptFaces.mirrored.letters.test(character) ? 'mirrored' : scriptOf(character)
      if (last !== undefined && last.script === script && last.level === level) last.text += character
      else stretches.push({ text: character, script, level })
    }
    const set = stretches.map(({ text: part, script, level }) => {
      if (script === null || !this.#shaped.has(script)) return { placed: [{ x: 0, run: part }], width: this.#plainWidth(face, part) }
      const { glyphs, width } = this.#shaper!.shape(script, part, level % 2 === 1)
      return { placed: [{ x: 0, script, glyphs }], width }
    })
    const lefts: number[] = []
    let width = 0
    for (const i of visualOrder(stretches.map(({ level }) => level))) {
      lefts[i] = width
      width += set[i]!.width
    }
    const placed = set.flatMap((stretch, i) => stretch.placed.flatMap((part): readonly Placed[] => {
      if ('glyphs' in part) return [{ ...part, x: lefts[i]! }]
      let x = lefts[i]!
      return this.runs(face, part.run).map((run) => {
        const here = { x, run }
        x += this.#plainWidth(face, run.text)
        return here
      })
    }))
    return { placed, width }
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
    return this.holds(face, text) ? text : Array.from(visible(text), (character) => (this.#shapes(character) ? character : this.runs(face, character).map((run) => run.text).join(''))).join('')
  }

  #shapes(character: string): boolean {
    const script = scriptOf(character)
    return script !== null && this.#shaped.has(script)
  }

  /** Whether every visible character is in one of the fonts. */
  holds(face: FaceId, text: string): boolean {
    return [...new Set(visible(text))].every((character) => character === ' ' || this.#shapes(character) || [face, otherFamily[face], 'cjk' as const].some((id) => this.has(id, character)))
  }

  /** Width in points. */
  width(face: FaceId, size: number, text: string): number {
    return ((this.isComplex(text) ? this.line(face, text).width : this.#plainWidth(face, text)) * size) / 1000
  }

  #plainWidth(face: FaceId, text: string): number {
    let total = 0
    for (const character of visible(text)) total += this.#characterWidth(face, character)
    return total
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

/** Characters as printed: composed, control and direction marks left out, every kind of space one space; joiners stay with the letters they join. */
function visible(text: string): string {
  const joined = complexPattern.test(text) ? text : text.replace(/[\u200c\u200d]/g, '')
  return joined.normalize('NFC').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '').replace(/[\t\n\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
}
