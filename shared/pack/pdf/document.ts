import { entryOf, nameOf, refusePdf } from './value'
import type { PdfDictionary, PdfObject, PdfValue } from './value'
import type { PdfFile } from './revision'

/** The file as it stood after one revision: objects looked up newest first. */
export interface PdfView {
  readonly file: PdfFile
  /** Index of the newest revision that counts. */
  readonly revision: number
}

/** A signature field in the order of the form. */
export interface SignatureField {
  readonly object: PdfObject
  readonly dictionary: PdfDictionary
  /** Fully qualified name: `signoff-1`. */
  readonly name: string
  /** What it is for (`/TU`), written by `signOffLabel`; empty where the field does not say. */
  readonly label: string
  readonly role: string
  /** Object number of the signature dictionary, or null while unsigned. */
  readonly signature: number | null
}

/** The object as of the view, or undefined. */
export function objectOf(view: PdfView, number: number): PdfObject | undefined {
  for (let i = view.revision; i >= 0; i--) {
    const object = view.file.revisions[i]?.objects.get(number)
    if (object !== undefined) return object
  }
  return undefined
}

/** Follows one reference; undefined where it leads nowhere. */
export function resolve(view: PdfView, value: PdfValue | undefined): PdfValue | undefined {
  return value?.kind === 'reference' ? objectOf(view, value.number)?.value : value
}

/** The catalog object of the view. */
export function catalogOf(view: PdfView): PdfObject & { readonly value: PdfDictionary } {
  const revision = view.file.revisions[view.revision]!
  const catalog = objectOf(view, revision.root)
  if (catalog?.value.kind !== 'dictionary' || nameOf(catalog.value.entries.get('Type')) !== 'Catalog') {
    refusePdf('catalog', 'The document has no catalog', revision.trailer.from)
  }
  return { ...catalog, value: catalog.value }
}

/** Every signature field of the form, in its order. @throws when a field is not one merged object. */
export function signatureFields(view: PdfView): readonly SignatureField[] {
  const form = resolve(view, catalogOf(view).value.entries.get('AcroForm'))
  const fields = resolve(view, entryOf(form, 'Fields'))
  if (fields === undefined) return []
  if (fields.kind !== 'array') refusePdf('form', 'The form\'s list of fields is damaged', fields.from)
  return fields.items.map((item) => {
    const object = item.kind === 'reference' ? objectOf(view, item.number) : undefined
    if (object?.value.kind !== 'dictionary') refusePdf('form', 'A form field is not an object of its own', item.from)
    const dictionary = object.value
    const name = textOf(dictionary.entries.get('T'))
    if (nameOf(dictionary.entries.get('FT')) !== 'Sig' || name === undefined || dictionary.entries.has('Kids') || dictionary.entries.has('Parent')) {
      refusePdf('form', 'The form has a field that is no sign-off field', object.from)
    }
    const value = dictionary.entries.get('V')
    if (value !== undefined && value.kind !== 'reference') refusePdf('form', `The value of field ${name} is not an object of its own`, value.from)
    const label = textOf(dictionary.entries.get('TU')) ?? ''
    return { object, dictionary, name, label, role: /^Signature: ([^,]+), /u.exec(label)?.[1] ?? '', signature: value?.number ?? null }
  })
}

/** What a sign-off field says it is for: read aloud by screen readers, and bound to the role. Roles hold no comma. */
export function signOffLabel(role: string, name: string): string {
  return `Signature: ${role}, ${name}`
}

/** A PDF text string: UTF-16BE with byte order mark, else bytes as Latin-1 (ASCII in our files). */
export function textOf(value: PdfValue | undefined): string | undefined {
  if (value?.kind !== 'string') return undefined
  const { bytes } = value
  const wide = bytes[0] === 0xfe && bytes[1] === 0xff
  let text = ''
  if (wide) for (let i = 2; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! * 256 + bytes[i + 1]!)
  else for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
