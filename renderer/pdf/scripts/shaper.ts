import type * as HarfBuzzModule from 'harfbuzzjs'
import type { Buffer, Font } from 'harfbuzzjs'
import { scriptFaces, type ScriptId } from './script-faces'

type HarfBuzz = typeof HarfBuzzModule

/** A glyph with its place, in units of 1/1000 em from the left end of its run, and the letters it stands for. */
export interface ShapedGlyph {
  readonly glyph: number
  readonly x: number
  readonly y: number
  /** Never empty: a glyph beyond the letters of its cluster stands for a zero-width space. */
  readonly text: string
}

export interface ShapedRun {
  /** In the order of the text, whatever way it runs. */
  readonly glyphs: readonly ShapedGlyph[]
  readonly width: number
}

/** Sets letters that join, stack or change places, with HarfBuzz (WebAssembly; loaded only when a pack needs it). */
export class Shaper {
  readonly #fonts = new Map<ScriptId, { readonly font: Font; readonly scale: number }>()
  readonly #known = new Map<string, ShapedRun>()
  readonly #buffer: Buffer

  private constructor(private readonly harfbuzz: HarfBuzz) {
    this.#buffer = new harfbuzz.Buffer()
  }

  static async load(fonts: ReadonlyMap<ScriptId, Uint8Array<ArrayBuffer>>): Promise<Shaper> {
    const shaper = new Shaper(await import('harfbuzzjs'))
    const { Blob, Face, Font: HarfBuzzFont } = shaper.harfbuzz
    for (const [id, bytes] of fonts) {
      const face = new Face(new Blob(bytes))
      shaper.#fonts.set(id, { font: new HarfBuzzFont(face), scale: 1000 / face.upem })
    }
    return shaper
  }

  shape(script: ScriptId, text: string, fromRight: boolean): ShapedRun {
    const key = `${script} ${fromRight ? 'r' : 'l'} ${text}`
    let run = this.#known.get(key)
    if (run === undefined) this.#known.set(key, run = this.#shape(script, text, fromRight))
    return run
  }

  #shape(script: ScriptId, text: string, fromRight: boolean): ShapedRun {
    const { Direction, ClusterLevel, shape } = this.harfbuzz
    const { font, scale } = this.#fonts.get(script)!
    const buffer = this.#buffer
    buffer.reset()
    buffer.setClusterLevel(ClusterLevel.MONOTONE_CHARACTERS)
    buffer.addText(text)
    buffer.setDirection(fromRight ? Direction.RTL : Direction.LTR)
    buffer.setScript(scriptFaces[script].tag)
    shape(font, buffer)
    const positions = buffer.getGlyphPositions()
    let pen = 0
    const placed = buffer.getGlyphInfos().map(({ codepoint, cluster }, i) => {
      const { xAdvance, xOffset, yOffset } = positions[i]!
      const at = { glyph: codepoint, cluster, x: (pen + xOffset) * scale, y: yOffset * scale }
      pen += xAdvance
      return at
    })
    const logical = fromRight ? placed.toReversed() : placed
    const starts = [...new Set(logical.map(({ cluster }) => cluster))].toSorted((a, b) => a - b)
    const glyphs = starts.flatMap((start, i) => {
      const own = logical.filter(({ cluster }) => cluster === start)
      const letters = Array.from(text.slice(start, starts[i + 1]))
      return own.map(({ glyph, x, y }, k) => ({ glyph, x, y, text: (k < own.length - 1 ? letters[k] : letters.slice(k).join('')) || '\u200b' }))
    })
    return { glyphs, width: pen * scale }
  }
}
