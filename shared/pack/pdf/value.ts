import { ExpectedError } from '../../contract/errors'

/** Where a token lies in the file: bytes [from, to). */
interface Placed {
  readonly from: number
  readonly to: number
}

/** A PDF object as written, with its place. Streams are dictionaries whose bytes the object entry holds. */
export type PdfValue =
  | (Placed & { readonly kind: 'null' })
  | (Placed & { readonly kind: 'boolean'; readonly value: boolean })
  | (Placed & { readonly kind: 'number'; readonly value: number; readonly integer: boolean })
  | (Placed & { readonly kind: 'name'; readonly value: string })
  | (Placed & { readonly kind: 'string'; readonly bytes: Uint8Array; readonly hex: boolean })
  | (Placed & { readonly kind: 'array'; readonly items: readonly PdfValue[] })
  | PdfDictionary
  | PdfReference

export type PdfDictionary = Placed & { readonly kind: 'dictionary'; readonly entries: ReadonlyMap<string, PdfValue> }
export type PdfReference = Placed & { readonly kind: 'reference'; readonly number: number }

/** An indirect object of one revision: `number 0 obj … endobj` is bytes [from, to). */
export interface PdfObject {
  readonly number: number
  readonly from: number
  readonly to: number
  readonly value: PdfValue
  /** Raw (still filtered) bytes [from, to) of a stream, else null. */
  readonly stream: Placed | null
}

/** Limits of the parser; a file beyond them is refused, never half read. */
export interface PdfLimits {
  readonly bytes: number
  readonly depth: number
  readonly objects: number
  readonly revisions: number
}

/** 256 MiB, 64 levels, 400,000 objects, 64 revisions: about ten times the largest pack made here. */
export const defaultPdfLimits: PdfLimits = { bytes: 268_435_456, depth: 64, objects: 400_000, revisions: 64 }

/** Refuses a file with a code and the byte where it stops being in our form. */
export function refusePdf(code: string, sentence: string, offset: number): never {
  throw new ExpectedError(`pdf.${code}`, `${sentence} (byte ${offset}).`, { offset })
}

/** The dictionary's entry, or undefined; undefined too when `value` is no dictionary. */
export function entryOf(value: PdfValue | undefined, key: string): PdfValue | undefined {
  return value?.kind === 'dictionary' ? value.entries.get(key) : undefined
}

/** The name held by `value`, or undefined. */
export function nameOf(value: PdfValue | undefined): string | undefined {
  return value?.kind === 'name' ? value.value : undefined
}
