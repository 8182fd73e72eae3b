import type { jsPDF } from 'jspdf'

/** What jsPDF knows of a TrueType font; glyphs that are not entered here are not embedded. */
export interface TtfMetadata {
  readonly cmap: { readonly unicode: { readonly codeMap: Readonly<Record<number, number | undefined>> } }
  readonly glyIdsUsed: number[]
  readonly toUnicode: Record<number, number>
  readonly Unicode: { readonly widths: (number | number[])[] }
  widthOfGlyph(glyph: number): number
  readonly subset: { encode(glyphs: readonly number[], indexToLocFormat: number): readonly number[] }
  readonly bbox: readonly number[]
  readonly ascender: number
  readonly decender: number
  readonly capHeight: number
}

export interface FontEntry {
  readonly id: string
  readonly metadata: TtfMetadata
}

/** What jsPDF hands out when a font is to be written; who writes it says so and gives its object. */
export interface PutFont {
  readonly font: FontEntry & { readonly fontName: string; objectNumber: number; isAlreadyPutted?: boolean }
  readonly out: (text: string) => void
  readonly newObject: () => number
  readonly putStream: (options: { readonly data: string; readonly addLength1: boolean; readonly objectId: number }) => void
}

/** The hooks and writers of jsPDF 4.2.1 that the archive layer stands on. Not a public API: the version is pinned. */
export interface JsPdfInternals {
  readonly events: { subscribe(topic: string, callback: (data: never) => void): string }
  readonly pages: readonly (string[] | undefined)[]
  write(...text: string[]): void
  out(text: string): void
  newObject(): number
  newObjectDeferred(): number
  newObjectDeferredBegin(id: number, doOutput: boolean): number
  getFont(name: string, style: string): FontEntry
  getPageInfo(page: number): { readonly objId: number }
  getNumberOfPages(): number
}

export function internalsOf(doc: jsPDF): JsPdfInternals {
  return doc.internal as unknown as JsPdfInternals
}

/** PDF 1.7: the version PDF/A-3 builds on. */
export function setPdfVersion(doc: jsPDF, version: string): void {
  const hidden = doc as unknown as { readonly __private__: { setPdfVersion(value: string): void } }
  hidden.__private__.setPdfVersion(version)
}
