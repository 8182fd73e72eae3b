import type { jsPDF } from 'jspdf'

/** What jsPDF knows of a TrueType font; glyphs that are not entered here are not embedded. */
export interface TtfMetadata {
  readonly cmap: { readonly unicode: { readonly codeMap: Readonly<Record<number, number | undefined>> } }
  readonly glyIdsUsed: number[]
  readonly toUnicode: Record<number, number>
  readonly Unicode: { readonly widths: (number | number[])[] }
  widthOfGlyph(glyph: number): number
}

export interface FontEntry {
  readonly id: string
  readonly metadata: TtfMetadata
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
