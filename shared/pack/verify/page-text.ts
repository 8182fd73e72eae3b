import type { JobContext } from '../../contract/job'
import { catalogOf, objectOf, resolve } from '../pdf/document'
import type { PdfView } from '../pdf/document'
import { entryOf } from '../pdf/value'
import type { PdfObject, PdfValue } from '../pdf/value'
import { inflate } from './inflate'

const mostPages = 20_000
const mostContent = 33_554_432
/** Most characters of text kept; beyond it the rest counts as not printed. */
const mostText = 67_108_864

type GlyphMap = ReadonlyMap<number, string>

/**
 * The words of every page in the order they are drawn, white space taken out, without running heads
 * and other artifacts. Reads the one way our typesetter shows text (hexadecimal glyph codes, `Tj`, a
 * ToUnicode map per font); text shown otherwise is not found, which a check then reports.
 */
export function printedText(view: PdfView, job: JobContext): string {
  const maps = new Map<number, GlyphMap>()
  const parts: string[] = []
  let length = 0
  for (const page of pagesOf(view)) {
    job.checkpoint()
    if (length > mostText) break
    const fonts = fontsOf(view, page, maps)
    const contents = resolve(view, entryOf(page, 'Contents'))
    const streams = contents?.kind === 'array' ? contents.items : [entryOf(page, 'Contents')]
    for (const stream of streams) {
      const object = stream?.kind === 'reference' ? objectOf(view, stream.number) : undefined
      if (object === undefined) continue
      const text = textOfContent(latin1Of(view, object), fonts)
      length += text.length
      parts.push(text)
    }
  }
  return compact(parts.join(''))
}

/** What pages never show: controls, soft hyphens, marks of direction and joining. */
const unseen = /[\s\p{Cc}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu

/**
 * Without white space and unseen characters, with ligatures and composed letters in one form. A letter
 * that the fonts do not hold is printed as `[U+1F600]`; here it is itself again.
 */
export function compact(text: string): string {
  return text.normalize('NFKC').replaceAll(unseen, '').replaceAll(/\[U\+([0-9A-F]{4,6})\]/gu, (spelled, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code > 0x10ffff ? spelled : String.fromCodePoint(code).normalize('NFKC')
  })
}

function pagesOf(view: PdfView): readonly PdfValue[] {
  const pages: PdfValue[] = []
  const stack = [resolve(view, catalogOf(view).value.entries.get('Pages'))]
  // Counts nodes as well as pages, so that a tree that bites its tail comes to an end.
  for (let visited = 0, node = stack.pop(); node !== undefined && visited < mostPages; visited++, node = stack.pop()) {
    const kids = resolve(view, entryOf(node, 'Kids'))
    if (kids?.kind === 'array') for (const kid of kids.items.toReversed()) stack.push(resolve(view, kid))
    else pages.push(node)
  }
  return pages
}

function latin1Of(view: PdfView, object: PdfObject): string {
  if (object.stream === null) return ''
  const raw = view.file.bytes.subarray(object.stream.from, object.stream.to)
  const bytes = entryOf(object.value, 'Filter') === undefined ? raw : inflate(raw, mostContent)
  return bytes === null ? '' : new TextDecoder('latin1').decode(bytes)
}

function fontsOf(view: PdfView, page: PdfValue, maps: Map<number, GlyphMap>): ReadonlyMap<string, GlyphMap> {
  const fonts = new Map<string, GlyphMap>()
  const list = resolve(view, entryOf(resolve(view, entryOf(page, 'Resources')), 'Font'))
  if (list?.kind !== 'dictionary') return fonts
  for (const [name, value] of list.entries) {
    if (value.kind !== 'reference') continue
    let map = maps.get(value.number)
    if (map === undefined) {
      const unicode = entryOf(objectOf(view, value.number)?.value, 'ToUnicode')
      const object = unicode?.kind === 'reference' ? objectOf(view, unicode.number) : undefined
      map = object === undefined ? new Map() : glyphsOf(latin1Of(view, object))
      maps.set(value.number, map)
    }
    fonts.set(name, map)
  }
  return fonts
}

/** Reads the `bfchar` and `bfrange` lines of a ToUnicode map. */
function glyphsOf(cmap: string): GlyphMap {
  const map = new Map<number, string>()
  for (const section of cmap.matchAll(/beginbf(char|range)([\s\S]*?)endbf/gu)) {
    const pattern = section[1] === 'char' ? /<([0-9A-Fa-f]{4})>()\s*<([0-9A-Fa-f]+)>/gu : /<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>/gu
    for (const [, from, to, text] of section[2]!.matchAll(pattern)) {
      const first = Number.parseInt(from!, 16)
      const last = to === '' ? first : Number.parseInt(to!, 16)
      const start = utf16(text!)
      for (let code = first; code <= last; code++) map.set(code, code === first ? start : start.slice(0, -1) + String.fromCharCode(start.charCodeAt(start.length - 1) + code - first))
    }
  }
  return map
}

function utf16(hex: string): string {
  return (hex.match(/.{4}/gu) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('')
}

const number = String.raw`-?[\d.]+`
/** Marked content · font and size · place · fill colour · manner of showing · text. */
const operators = new RegExp([
  String.raw`\/([A-Za-z0-9]+)\s*(?:<<[^>]*>>|\/\w+)?\s*B(?:DC|MC)\b`, String.raw`\bEMC\b`, String.raw`\/(\w+)\s+([\d.]+)\s+Tf\b`, String.raw`(${number})\s+(${number})\s+Td\b`,
  String.raw`((?:${number}\s+){1,4})(?:rg|g|k)\b`, String.raw`(\d)\s+Tr\b`, String.raw`<([0-9A-Fa-f]*)>\s*Tj\b`, String.raw`\(((?:[^()\\]|\\.)*)\)\s*Tj\b`,
].join('|'), 'gu')

/** Smaller, in points, is a speck; the smallest type of a pack is twice as large. */
const smallestType = 3
/** Largest of the colour's parts that still can be read on white; a pack's palest text has 0.4. */
const palest = 0.75
/** No page of a pack is larger, in points. */
const farthest = 1200

/**
 * Text of one content stream as a person sees it: what is an artifact, transparent, pale on the white
 * page, a speck, or beside the page counts as not printed.
 */
function textOfContent(content: string, fonts: ReadonlyMap<string, GlyphMap>): string {
  const parts: string[] = []
  const marks: boolean[] = []
  let artifacts = 0
  let font: GlyphMap | undefined
  const seen = { size: true, place: true, colour: true, manner: true }
  for (const [whole, tag, face, size, x, y, colour, manner, hex, literal] of content.matchAll(operators)) {
    if (tag !== undefined) {
      marks.push(tag === 'Artifact')
      if (tag === 'Artifact') artifacts++
    } else if (whole === 'EMC') {
      if (marks.pop() === true) artifacts--
    } else if (face !== undefined) {
      font = fonts.get(face)
      seen.size = Number(size) >= smallestType
    } else if (x !== undefined) seen.place = Math.min(Number(x), Number(y)) >= 0 && Math.max(Number(x), Number(y)) <= farthest
    else if (colour !== undefined) seen.colour = !isPale(whole, colour)
    else if (manner !== undefined) seen.manner = manner === '0'
    else if (artifacts === 0 && seen.size && seen.place && seen.colour && seen.manner) {
      if (hex !== undefined) for (let i = 0; i + 4 <= hex.length; i += 4) parts.push(font?.get(Number.parseInt(hex.slice(i, i + 4), 16)) ?? '\ufffd')
      else parts.push((literal ?? '').replaceAll(/\\(.)/gu, '$1'))
    }
  }
  return parts.join('')
}

/** In grey and RGB high numbers are light; in CMYK low ones are. */
function isPale(operator: string, numbers: string): boolean {
  const parts = numbers.trim().split(/\s+/u).map(Number)
  return operator.endsWith('k') ? parts.every((part) => part < 1 - palest) : parts.every((part) => part > palest)
}
