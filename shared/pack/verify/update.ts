import { ExpectedError } from '../../contract/errors'
import { catalogOf, objectOf, resolve, signatureFields, textOf } from '../pdf/document'
import type { PdfView, SignatureField } from '../pdf/document'
import type { PdfFile } from '../pdf/revision'
import { entryOf, nameOf } from '../pdf/value'
import type { PdfDictionary, PdfObject } from '../pdf/value'
import { canonicalSignature, digest, verifySignature } from '../signature/algorithms'
import { signedAttributes } from '../signature/cms'
import { readCms } from '../signature/cms-read'
import type { ReadCms } from '../signature/cms-read'
import { coveredBytes } from '../signature/covered-bytes'
import { sameBytes } from '../signature/der'
import { layOutIncrement, readPdfDate, reservations } from '../signature/increment'

/** A signature whose update, form, digest and mathematics hold. */
export interface SoundSignature {
  readonly field: SignatureField
  readonly cms: ReadCms
  readonly typedName: string
  readonly reason: string
  readonly claimedTime: Date
  readonly certifies: boolean
  /** True when room for a time stamp was set aside. */
  readonly stampPlanned: boolean
  readonly coversTo: number
}

function refuse(code: string, sentence: string): never {
  throw new ExpectedError(`unchanged.${code}`, sentence)
}

/**
 * Checks that revision `index` (1, 2, …) is exactly the signing of the field that is next, nothing
 * more: named checks first, for their words, then the whole update is laid out again from its
 * parameters and compared byte for byte.
 * @throws ExpectedError `unchanged.*`, `who.order`, `cms.*` or `der.*`.
 */
export async function checkUpdate(file: PdfFile, index: number): Promise<SoundSignature> {
  const before: PdfView = { file, revision: index - 1 }
  const revision = file.revisions[index]!
  const fields = signatureFields(before)
  const number = revisionSignature(before, index, fields)
  const field = fields[index - 1]!
  const dictionary = objectOf({ file, revision: index }, number)!.value as PdfDictionary
  const place = `Signature ${index} (${field.name})`
  const { contents, covered } = checkRanges(file, index, dictionary, place)
  const claimedTime = readPdfDate(textOf(dictionary.entries.get('M')) ?? '') ?? refuse('time', `${place} does not state a time.`)
  const typedName = textOf(dictionary.entries.get('Name')) ?? ''
  const reason = textOf(dictionary.entries.get('Reason')) ?? ''
  const certifies = dictionary.entries.has('Reference')
  const reserved = contents.length
  if (certifies && index > 1) refuse('certify', `${place} certifies a document that was signed before.`)

  const rebuilt = layOutIncrement(before, field, { name: typedName, reason, claimedTime, certifies, reserved })
  const actual = file.bytes.subarray(revision.from, revision.to)
  rebuilt.bytes.set(actual.subarray(rebuilt.contentsAt, rebuilt.contentsAt + 2 * reserved), rebuilt.contentsAt)
  if (!sameBytes(rebuilt.bytes, actual)) {
    const at = rebuilt.bytes.findIndex((byte, i) => byte !== actual[i])
    refuse('rebuild', `${place} was saved in a form that signing does not make: it differs at byte ${revision.from + (at < 0 ? Math.min(actual.length, rebuilt.bytes.length) : at)}.`)
  }
  const cms = readCms(contents)
  if (!sameBytes(await digest('SHA-256', covered), cms.parts.contentDigest)) refuse('digest', `The bytes that ${place.charAt(0).toLowerCase()}${place.slice(1)} covers were changed after it was made.`)
  await checkMathematics(cms, place)
  return { field, cms, typedName, reason, claimedTime, certifies, stampPlanned: reserved === reservations.withTimeStamp, coversTo: revision.to }
}

/** Finds the signature of an update after checking that the update touches nothing else. */
function revisionSignature(before: PdfView, index: number, fields: readonly SignatureField[]): number {
  const revision = before.file.revisions[index]!
  const signatures = [...revision.objects.values()].filter((object) => nameOf(entryOf(object.value, 'Type')) === 'Sig' || entryOf(object.value, 'ByteRange') !== undefined)
  const next = fields[index - 1]
  const catalog = catalogOf(before)
  const [signature] = signatures
  if (revision.root !== catalog.number) refuse('update', `Update ${index} puts another document in the place of the signed one.`)
  const touched = fields.filter((field) => revision.objects.has(field.object.number))
  for (const object of revision.objects.values()) {
    const allowed = signatures.includes(object) || touched.some((field) => field.object.number === object.number) || (index === 1 && object.number === catalog.number)
    if (!allowed) refuse('update', `Update ${index} ${objectOf(before, object.number) === undefined ? 'adds' : 'replaces'} ${describe(before, object)} (object ${object.number}).`)
  }
  if (signature === undefined) refuse('unsigned-update', `The file was saved again after signing: update ${index} has no signature.`)
  if (signatures.length > 1) refuse('update', `Update ${index} adds more than one signature.`)
  if (next === undefined) refuse('update', `Update ${index} signs a field that was not planned.`)
  if (signature.number !== before.file.revisions[index - 1]!.size) refuse('update', `Update ${index} changes a signature that was made before.`)
  if (touched.length !== 1 || touched[0] !== next) {
    throw new ExpectedError('who.order', `Update ${index} signs ${touched.map((field) => field.name).join(', ') || 'no field'}; the next in the plan was ${next.name} (${next.role}).`)
  }
  if (next.signature !== null) refuse('update', `Update ${index} replaces the signature in ${next.name}.`)
  return signature.number
}

/** What an object is, in words. */
function describe(view: PdfView, object: PdfObject): string {
  const type = nameOf(entryOf(object.value, 'Type'))
  const old = objectOf(view, object.number)
  if (type === 'Page') return 'a page'
  if (type === 'Catalog') return 'the document\'s catalog'
  if (type === 'Annot') return 'an annotation'
  if (type === 'Filespec' || type === 'EmbeddedFile') return 'an attachment'
  if (old !== undefined && nameOf(entryOf(old.value, 'Type')) === 'EmbeddedFile') return 'an attachment'
  if (object.stream !== null) return 'content'
  return 'a part of the document'
}

const signatureKeys = ['Type', 'Filter', 'SubFilter', 'Contents', 'ByteRange', 'M', 'Name', 'Reason']

function checkRanges(file: PdfFile, index: number, dictionary: PdfDictionary, place: string): { contents: Uint8Array; covered: Uint8Array } {
  const revision = file.revisions[index]!
  const { entries } = dictionary
  for (const key of signatureKeys) if (!entries.has(key)) refuse('signature-key', `${place} lacks the key /${key}.`)
  for (const key of entries.keys()) if (!signatureKeys.includes(key) && key !== 'Reference') refuse('signature-key', `${place} has the key /${key}, which no pack uses.`)
  const contents = resolve({ file, revision: index }, entries.get('Contents'))
  const range = entries.get('ByteRange')
  if (contents?.kind !== 'string' || !contents.hex || contents.bytes.every((byte) => byte === 0)) refuse('empty-contents', `${place} is empty.`)
  const numbers = range?.kind === 'array' ? range.items.map((item) => (item.kind === 'number' && item.integer ? item.value : -1)) : []
  const [start, gapFrom, gapTo, rest] = numbers
  if (numbers.length !== 4 || numbers.some((value) => value < 0)) refuse('byte-range', `${place} does not say properly which bytes it covers.`)
  if (start !== 0 || gapFrom !== contents.from || gapTo !== contents.to || gapTo + rest! !== revision.to) {
    refuse('byte-range', `${place} claims bytes ${numbers.join(' ')}; it must cover everything up to byte ${revision.to} but bytes ${contents.from} to ${contents.to}.`)
  }
  for (let at = contents.from + 1; at < contents.to - 1; at++) if (file.bytes[at]! >= 65 && file.bytes[at]! <= 70) refuse('hex-case', `${place} is written with capital digits at byte ${at}.`)
  if (contents.bytes.length !== reservations.plain && contents.bytes.length !== reservations.withTimeStamp) refuse('contents-length', `${place} sets aside ${contents.bytes.length} bytes, which no pack does.`)
  return { contents: contents.bytes, covered: coveredBytes(file.bytes, [0, gapFrom, gapTo, rest!]) }
}

async function checkMathematics({ parts, certificates }: ReadCms, place: string): Promise<void> {
  const key = certificates[0]!.key
  if (!(await verifySignature(key, 'SHA-256', parts.signature, signedAttributes(parts)))) refuse('signature', `${place} was not made with the key of its certificate.`)
  if (!sameBytes(canonicalSignature(key.algorithm, parts.signature), parts.signature)) refuse('signature-form', `${place} is a second spelling of a signature.`)
}
