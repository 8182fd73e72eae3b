import type { jsPDF } from 'jspdf'
import type { PageLink } from './archive-layer'
import { internalsOf, type JsPdfInternals } from './jspdf-internals'
import { pdfNumber as n } from './pdf-syntax'
import type { StructureNode } from './structure-tree'
import type { FaceId } from './font-files'
import type { ScriptId } from './scripts/script-faces'
import type { Typefaces } from './typefaces'

export interface TextStyle {
  readonly face: FaceId
  /** Points. */
  readonly size: number
  /** Baseline to baseline, points. */
  readonly leading: number
  /** `r g b` in 0..1. */
  readonly color: string
}

export const pageSize = { width: 595.28, height: 841.89 } as const

/**
 * The pages as drawn: text and lines with the origin at the top left, each inside marked content
 * that belongs to an element of the structure or is declared an artifact.
 */
export class Sheet {
  readonly #pdf: JsPdfInternals
  readonly #used = new Set<FaceId | ScriptId>()
  readonly content: StructureNode[][] = [[]]
  readonly links: PageLink[] = []
  page = 1
  #open = false

  constructor(readonly doc: jsPDF, readonly faces: Typefaces, private readonly onNewPage: (sheet: Sheet) => void) {
    this.#pdf = internalsOf(doc)
    this.onNewPage(this)
  }

  get pages(): number {
    return this.content.length
  }

  addPage(): void {
    this.doc.addPage('a4', 'portrait')
    this.content.push([])
    this.page = this.content.length
    this.onNewPage(this)
  }

  /** Goes back to a page that is already there (contents, running heads). */
  goTo(page: number): void {
    this.doc.setPage(page)
    this.page = page
  }

  /** Draws something that belongs to `node`. Not nested, and within one page. */
  tagged<T>(node: StructureNode, draw: () => T): T {
    const content = this.content[this.page - 1]!
    const mcid = content.length
    content.push(node)
    node.kids.push({ kind: 'content', page: this.page, mcid })
    return this.#marked(`/${node.tag} <</MCID ${mcid}>> BDC`, draw)
  }

  /** Draws what is no part of the text: rules, running heads, watermark. */
  artifact<T>(kind: 'Layout' | 'Pagination' | 'Background', draw: () => T): T {
    return this.#marked(`/Artifact <</Type /${kind}>> BDC`, draw)
  }

  async taggedAsync(node: StructureNode, draw: () => Promise<void>): Promise<void> {
    const content = this.content[this.page - 1]!
    const mcid = content.length
    content.push(node)
    node.kids.push({ kind: 'content', page: this.page, mcid })
    this.#pdf.write(`/${node.tag} <</MCID ${mcid}>> BDC`)
    this.#open = true
    await draw()
    this.#open = false
    this.#pdf.write('EMC')
  }

  /** One line of text with its baseline at y. */
  text(text: string, x: number, y: number, style: TextStyle): void {
    if (this.faces.isComplex(text)) {
      this.textAt(text, [1, 0, 0, 1, x, pageSize.height - y], style)
      return
    }
    let at = x
    for (const run of this.faces.runs(style.face, text)) {
      if (!this.#used.has(run.face)) {
        this.#used.add(run.face)
        const [r = 0, g = 0, b = 0] = style.color.split(' ').map((part) => Math.round(Number(part) * 255))
        this.doc.setTextColor(r, g, b)
        this.faces.markUsed(run.face, style.size, run.text, at, y)
      } else {
        this.#pdf.write(`BT /${this.faces.entry(run.face).id} ${n(style.size)} Tf ${style.color} rg ${n(at)} ${n(pageSize.height - y)} Td <${this.faces.encode(run)}> Tj ET`)
      }
      at += this.faces.width(style.face, style.size, run.text)
    }
  }

  /**
   * One line with its left end at the origin of `matrix` (page space, points). Letters that run from the
   * right are drawn one by one in the order they are read, each at its place.
   */
  textAt(text: string, matrix: readonly [number, number, number, number, number, number], style: TextStyle): void {
    const [a, b, c, d, e, f] = matrix
    const em = style.size / 1000
    const show = (font: string, x: number, y: number, hex: string): void => {
      const [left, base] = [e + a * x * em + c * y * em, f + b * x * em + d * y * em]
      const place = b === 0 && c === 0 && a === 1 && d === 1 ? `${n(left)} ${n(base)} Td` : `${[a, b, c, d].map((v) => v.toFixed(5)).join(' ')} ${n(left)} ${n(base)} Tm`
      this.#pdf.write(`BT /${font} ${n(style.size)} Tf ${style.color} rg ${place} <${hex}> Tj ET`)
    }
    for (const part of this.faces.line(style.face, text).placed) {
      if ('run' in part) {
        this.#use(part.run.face, () => { this.faces.markUsed(part.run.face, style.size, ' ', 0, 0) })
        show(this.faces.entry(part.run.face).id, part.x, 0, this.faces.encode(part.run))
        continue
      }
      const font = this.faces.shaped(part.script)
      this.#use(part.script, () => { font.markUsed(style.size) })
      let from = part.glyphs[0]
      let pen = from?.x ?? 0
      let codes = ''
      for (const glyph of part.glyphs) {
        if (from === undefined || Math.abs(glyph.x - pen) > 0.5 || glyph.y !== from.y) {
          if (from !== undefined) show(font.id, part.x + from.x, from.y, codes)
          from = glyph
          codes = ''
        }
        codes += font.code(glyph)
        pen = glyph.x + font.advance(glyph.glyph)
      }
      if (from !== undefined) show(font.id, part.x + from.x, from.y, codes)
    }
  }

  #use(face: FaceId | ScriptId, mark: () => void): void {
    if (this.#used.has(face)) return
    this.#used.add(face)
    mark()
  }

  /** Text turned by `degrees` around its middle. */
  slantedText(text: string, x: number, y: number, style: TextStyle, degrees: number): void {
    const width = this.faces.width(style.face, style.size, text)
    const angle = (degrees * Math.PI) / 180
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const [left, base] = [x - (cos * width) / 2, pageSize.height - y - (sin * width) / 2]
    for (const run of this.faces.runs(style.face, text)) {
      this.#pdf.write(`BT /${this.faces.entry(run.face).id} ${n(style.size)} Tf ${style.color} rg ${cos.toFixed(5)} ${sin.toFixed(5)} ${(-sin).toFixed(5)} ${cos.toFixed(5)} ${n(left)} ${n(base)} Tm <${this.faces.encode(run)}> Tj ET`)
    }
  }

  /** A horizontal rule. */
  rule(x1: number, x2: number, y: number, width: number, color: string): void {
    this.#pdf.write(`${color} RG ${n(width)} w [] 0 d ${n(x1)} ${n(pageSize.height - y)} m ${n(x2)} ${n(pageSize.height - y)} l S`)
  }

  /** A filled rectangle. */
  fill(x: number, y: number, width: number, height: number, color: string): void {
    this.#pdf.write(`${color} rg ${n(x)} ${n(pageSize.height - y - height)} ${n(width)} ${n(height)} re f`)
  }

  /** Makes a rectangle a link to a place; `node` must be a `Link` element. */
  link(x: number, y: number, width: number, height: number, target: { readonly page: number; readonly y: number }, contents: string, node: StructureNode): void {
    const k = this.links.length
    this.links.push({ page: this.page, rect: [x, pageSize.height - y - height, x + width, pageSize.height - y], target: { page: target.page, top: pageSize.height - target.y }, contents, node })
    node.kids.push({ kind: 'annotation', page: this.page, annotation: k })
  }

  width(text: string, style: TextStyle): number {
    return this.faces.width(style.face, style.size, text)
  }

  #marked<T>(open: string, draw: () => T): T {
    if (this.#open) throw new Error('Marked content must not be nested.')
    this.#pdf.write(open)
    this.#open = true
    const value = draw()
    this.#open = false
    this.#pdf.write('EMC')
    return value
  }
}
