import type { jsPDF } from 'jspdf'
import { binaryString } from '../pdf-syntax'
import { internalsOf, type FontEntry, type PutFont } from '../jspdf-internals'
import type { ShapedGlyph } from './shaper'

/** An encoding that jsPDF's own font writers leave alone. */
const unclaimed = 'StandardEncoding'

/**
 * A font whose codes are pairs of a glyph and the letters it stands for in its place, so that what is
 * copied or read aloud is the text as written although glyphs are joined, stacked and moved. Written as a
 * Type 0 font with its own map from codes to glyphs; only the glyphs that are drawn are embedded.
 */
export class ShapedFont {
  readonly #entry: FontEntry
  readonly #codes = new Map<string, number>()
  readonly #drawn: { readonly glyph: number; readonly text: string }[] = []

  constructor(private readonly doc: jsPDF, private readonly name: string, bytes: Uint8Array) {
    doc.addFileToVFS(`${name}.ttf`, binaryString(bytes))
    doc.addFont(`${name}.ttf`, name, 'normal', unclaimed)
    this.#entry = internalsOf(doc).getFont(name, 'normal')
    internalsOf(doc).events.subscribe('putFont', (put: PutFont) => { if (put.font.fontName === name) this.#put(put) })
    // Its codes are ours alone: whatever jsPDF would write in this font is left out.
    internalsOf(doc).events.subscribe('postProcessText', (written: { text: readonly string[]; readonly mutex: { readonly activeFontKey: string } }) => { if (written.mutex.activeFontKey === this.id) written.text = [''] })
  }

  get id(): string {
    return this.#entry.id
  }

  /** Advance of a glyph in 1/1000 em, as the width table of the file says it. */
  advance(glyph: number): number {
    return Math.round(this.#entry.metadata.widthOfGlyph(glyph))
  }

  code({ glyph, text }: Pick<ShapedGlyph, 'glyph' | 'text'>): string {
    const key = `${glyph} ${text}`
    let code = this.#codes.get(key)
    if (code === undefined) {
      this.#drawn.push({ glyph, text })
      this.#codes.set(key, code = this.#drawn.length)
    }
    return hex(code)
  }

  /** jsPDF writes a font only after its own `text` has used it once. */
  markUsed(size: number): void {
    this.doc.setFont(this.name, 'normal')
    this.doc.setFontSize(size)
    this.doc.text(' ', 0, 0)
  }

  #put({ font, out, newObject, putStream }: PutFont): void {
    const { metadata } = font
    const object = (...lines: readonly string[]): number => {
      const number = newObject()
      for (const line of lines) out(line)
      out('endobj')
      return number
    }
    const stream = (data: string, addLength1: boolean): number => {
      const objectId = newObject()
      putStream({ data, addLength1, objectId })
      out('endobj')
      return objectId
    }
    const glyphs = [0, ...new Set(this.#drawn.map(({ glyph }) => glyph))]
    const file = stream(binaryString(Uint8Array.from(metadata.subset.encode(glyphs, 1))), true)
    const unicode = stream(toUnicode(this.#drawn.map(({ text }) => text)), false)
    const toGlyphs = stream(binaryString(Uint8Array.from([0, 0, ...this.#drawn.flatMap(({ glyph }) => [glyph >> 8, glyph & 255])])), false)
    const descriptor = object(`<</Type /FontDescriptor /FontName /${this.name} /FontFile2 ${file} 0 R /FontBBox [${metadata.bbox.join(' ')}] /Flags 4 /StemV 80 /ItalicAngle 0 /Ascent ${metadata.ascender} /Descent ${metadata.decender} /CapHeight ${metadata.capHeight}>>`)
    const widths = this.#drawn.map(({ glyph }) => this.advance(glyph))
    const descendant = object(`<</Type /Font /Subtype /CIDFontType2 /BaseFont /${this.name} /FontDescriptor ${descriptor} 0 R /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /CIDToGIDMap ${toGlyphs} 0 R /DW 1000 /W [1 [${widths.join(' ')}]]>>`)
    font.objectNumber = object(`<</Type /Font /Subtype /Type0 /BaseFont /${this.name} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${unicode} 0 R>>`)
    font.isAlreadyPutted = true
  }
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0')
}

/** The map from codes 1, 2, … to text, in blocks of at most a hundred lines. */
function toUnicode(texts: readonly string[]): string {
  const lines = texts.map((text, i) => `<${hex(i + 1)}><${Array.from({ length: text.length }, (_, k) => hex(text.charCodeAt(k))).join('')}>`)
  const blocks = Array.from({ length: Math.ceil(lines.length / 100) }, (_, i) => lines.slice(i * 100, (i + 1) * 100)).map((block) => `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  return [
    '/CIDInit /ProcSet findresource begin', '12 dict begin', 'begincmap', '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def', '/CMapName /Adobe-Identity-UCS def', '/CMapType 2 def',
    '1 begincodespacerange', '<0000><ffff>', 'endcodespacerange', ...blocks, 'endcmap', 'CMapName currentdict /CMap defineresource pop', 'end', 'end',
  ].join('\n')
}
