import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { catalogOf } from '../pdf/document'
import type { PdfView, SignatureField } from '../pdf/document'
import type { PdfObject } from '../pdf/value'
import { ascii, concat } from './der'

/**
 * Bytes set aside for the CMS, written as twice as many hexadecimal digits, zero padded. The larger
 * room says that a time stamp is to come, so that a stamp taken away later is missed.
 */
export const reservations = { plain: 16_384, withTimeStamp: 32_768 } as const

/** Everything an increment is made from besides the file before it and the field it fills. */
export interface IncrementParameters {
  readonly name: string
  readonly reason: string
  /** The time claimed by the signer's computer, whole seconds. */
  readonly claimedTime: Date
  /** True when this signature certifies the document and allows only further signatures (DocMDP P=2). */
  readonly certifies: boolean
  /** One of `reservations`. */
  readonly reserved: number
}

/** An increment with an empty `/Contents`, and where its parts lie in the whole file. */
export interface Increment {
  /** Bytes to append to the file. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** `[0, a, b, c]` of the signature. */
  readonly byteRange: readonly [0, number, number, number]
  /** Offset within `bytes` of the first hexadecimal digit of `/Contents`. */
  readonly contentsAt: number
}

/**
 * Lays out the update that signs one field: the signature dictionary as a new object, the field with
 * its `/V`, for a certifying signature the catalog with its `/Perms`, a classic cross-reference table
 * and a trailer. Same file, field and parameters: same bytes, which is how the verifier checks it.
 */
export function layOutIncrement(view: PdfView, field: SignatureField, parameters: IncrementParameters): Increment {
  const { bytes } = view.file
  const before = view.file.revisions[view.revision]!
  const number = before.size
  const end = before.to
  const lead = bytes[end - 1] === 10 ? '' : '\n'
  const start = end + lead.length
  const head = `${number} 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <`
  const contentsFrom = start + head.length - 1
  const { reserved } = parameters
  const contentsTo = contentsFrom + 2 * reserved + 2
  const details = ` /M (${pdfDate(parameters.claimedTime)}) /Name ${pdfText(parameters.name)} /Reason ${pdfText(parameters.reason)}`
    + (parameters.certifies ? ' /Reference [ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 2 /V /1.2 >> >> ]' : '')
    + ' >>\nendobj\n'
  const rangeWidth = 40
  const fieldAt = contentsTo + ' /ByteRange '.length + rangeWidth + details.length

  const changed = [{ object: field.object, added: `/V ${number} 0 R` }]
  if (parameters.certifies) changed.push({ object: catalogOf(view), added: `/Perms << /DocMDP ${number} 0 R >>` })
  const parts: Uint8Array[] = []
  const offsets = new Map([[number, start]])
  let at = fieldAt
  for (const { object, added } of changed) {
    const text = splice(bytes, object, added)
    offsets.set(object.number, at)
    parts.push(text)
    at += text.length
  }
  const tail = ascii(crossReferences(offsets, at, view, number + 1))
  const total = at + tail.length
  const byteRange = [0, contentsFrom, contentsTo, total - contentsTo] as const
  const range = `[${byteRange.join(' ')}]`.padEnd(rangeWidth)
  const signature = concat([ascii(lead + head), new Uint8Array(2 * reserved).fill(48), ascii(`> /ByteRange ${range}${details}`)])
  return { bytes: concat([signature, ...parts, tail]), byteRange, contentsAt: lead.length + head.length }
}

/** The object as it was written, with one entry more at the end of its dictionary. */
function splice(bytes: Uint8Array, object: PdfObject, added: string): Uint8Array {
  return concat([ascii(`${object.number} 0 obj\n`), bytes.subarray(object.value.from, object.value.to - 2), ascii(` ${added} >>\nendobj\n`)])
}

function crossReferences(offsets: ReadonlyMap<number, number>, xrefAt: number, view: PdfView, size: number): string {
  const numbers = [...offsets.keys()].sort((a, b) => a - b)
  let table = ''
  for (let i = 0; i < numbers.length;) {
    let to = i + 1
    while (to < numbers.length && numbers[to] === numbers[to - 1]! + 1) to++
    table += `${numbers[i]!} ${to - i}\n`
    for (; i < to; i++) table += `${String(offsets.get(numbers[i]!)).padStart(10, '0')} 00000 n \n`
  }
  return `xref\n${table}trailer\n${trailer(view, size)}\nstartxref\n${xrefAt}\n%%EOF\n`
}

function trailer(view: PdfView, size: number): string {
  const before = view.file.revisions[view.revision]!
  const info = before.trailer.entries.get('Info')
  const id = before.trailer.entries.get('ID')
  const parts = id?.kind === 'array' ? id.items.map((item) => (item.kind === 'string' ? item.bytes : new Uint8Array())) : []
  const [first, second] = parts
  // The second identifier changes with every save; derived, so that the update can be rebuilt. Not from the
  // end of the revision: a file without a final line end gets one, which then counts as its last byte.
  const next = second === undefined ? null : sha256(concat([second, ascii(String(before.xrefAt))])).subarray(0, 16)
  return `<< /Size ${size} /Root ${before.root} 0 R`
    + (info?.kind === 'reference' ? ` /Info ${info.number} 0 R` : '')
    + (first === undefined || next === null ? '' : ` /ID [<${bytesToHex(first)}> <${bytesToHex(next)}>]`)
    + ` /Prev ${before.xrefAt} >>`
}

/** `D:20260101120000Z`, whole seconds. */
export function pdfDate(date: Date): string {
  return `D:${date.toISOString().slice(0, 19).replaceAll(/[-:T]/gu, '')}Z`
}

/** The time of a PDF date in the one form packs use; null for any other. */
export function readPdfDate(text: string): Date | null {
  const match = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/u.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  const date = new Date(`${year!}-${month!}-${day!}T${hour!}:${minute!}:${second!}Z`)
  return Number.isNaN(date.getTime()) ? null : date
}

/** A PDF text string: a literal for printable ASCII, UTF-16BE in hexadecimal for everything else. */
export function pdfText(text: string): string {
  if (/^[\x20-\x7e]*$/u.test(text)) return `(${text.replaceAll(/[\\()]/gu, String.raw`\$&`)})`
  let hex = 'feff'
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(4, '0')
  return `<${hex}>`
}
