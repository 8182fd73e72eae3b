import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { Attachment } from '../evidence/build'
import { isSafeName } from '../evidence/attachment-name'
import { catalogOf, objectOf, resolve, textOf } from '../pdf/document'
import type { PdfView } from '../pdf/document'
import { entryOf, nameOf } from '../pdf/value'
import type { PdfObject, PdfValue } from '../pdf/value'
import { inflate } from './inflate'

/** Most bytes all attachments together may unpack to. */
const maximumTotal = 134_217_728

function refuse(code: string, sentence: string, name?: string): never {
  throw new ExpectedError(`contents.${code}`, sentence, name === undefined ? {} : { file: name })
}

/**
 * Reads every embedded file of revision 0 and checks that the name tree, the associated files (AF) and
 * the file objects tell the same story: no file twice, under two names, hidden, or outside the lists.
 * @throws ExpectedError `contents.*` naming the attachment.
 */
export function readAttachments(view: PdfView, job: JobContext): readonly Attachment[] {
  const catalog = catalogOf(view).value
  const names = resolve(view, catalog.entries.get('Names'))
  const tree = resolve(view, entryOf(names, 'EmbeddedFiles'))
  const listed = itemsOf(view, entryOf(tree, 'Names'))
  const associated = itemsOf(view, catalog.entries.get('AF'))
  if (entryOf(tree, 'Kids') !== undefined || listed.length % 2 !== 0) refuse('name-tree', 'The list of attachments is not one plain list.')
  const specifications = new Map<number, Attachment>()
  const streams = new Set<number>()
  const seen = new Set<string>()
  let total = 0
  for (let i = 0; i < listed.length; i += 2) {
    job.checkpoint()
    const target = listed[i + 1]!
    const key = textOf(listed[i]) ?? ''
    const specification = target.kind === 'reference' ? objectOf(view, target.number) : undefined
    if (specification === undefined) refuse('name-tree', `The attachment "${key}" does not exist.`, key)
    if (specifications.has(specification.number)) refuse('attachment-twice', `The attachment "${key}" is listed twice.`, key)
    const name = nameOfSpecification(specification, key)
    if (seen.has(name)) refuse('attachment-twice', `Two attachments are named "${name}".`, name)
    seen.add(name)
    const stream = streamOf(view, specification, name)
    if (streams.has(stream.number)) refuse('attachment-twice', `The attachment "${name}" is another one under a second name.`, name)
    streams.add(stream.number)
    const bytes = unpack(view, stream, name, maximumTotal - total)
    total += bytes.length
    specifications.set(specification.number, {
      name, bytes, mediaType: nameOf(entryOf(stream.value, 'Subtype')) ?? '',
      description: textOf(entryOf(specification.value, 'Desc')) ?? '', relationship: relationshipOf(specification, name),
    })
  }
  checkLists(view, specifications, streams, associated)
  return [...specifications.values()]
}

function itemsOf(view: PdfView, value: PdfValue | undefined): readonly PdfValue[] {
  const list = resolve(view, value)
  return list?.kind === 'array' ? list.items : []
}

function nameOfSpecification(specification: PdfObject, key: string): string {
  const name = textOf(entryOf(specification.value, 'UF'))
  const plain = textOf(entryOf(specification.value, 'F'))
  if (name === undefined || name !== key || plain !== name.replaceAll(/[^ -~]/gu, '_')) refuse('attachment-name', `The attachment "${key}" also goes by another name.`, key)
  if (!isSafeName(name)) refuse('attachment-name', 'An attachment has a name with path or invisible characters.', name)
  return name
}

function relationshipOf(specification: PdfObject, name: string): Attachment['relationship'] {
  const relationship = nameOf(entryOf(specification.value, 'AFRelationship'))
  if (relationship === 'Data' || relationship === 'Supplement' || relationship === 'Source' || relationship === 'Alternative') return relationship
  return refuse('relationship', `The attachment "${name}" does not say how it relates to the document.`, name)
}

function streamOf(view: PdfView, specification: PdfObject, name: string): PdfObject {
  const files = entryOf(specification.value, 'EF')
  const [plain, wide] = [entryOf(files, 'F'), entryOf(files, 'UF')]
  if (plain?.kind !== 'reference' || (wide !== undefined && (wide.kind !== 'reference' || wide.number !== plain.number))) {
    refuse('attachment-twice', `The attachment "${name}" has two different contents.`, name)
  }
  const stream = objectOf(view, plain.number)
  if (stream?.stream == null || nameOf(entryOf(stream.value, 'Type')) !== 'EmbeddedFile') refuse('name-tree', `The attachment "${name}" has no content.`, name)
  return stream
}

/** Unpacks a stream up to the size it declares; one byte more is refused at once. */
function unpack(view: PdfView, object: PdfObject, name: string, room: number): Uint8Array {
  const size = entryOf(entryOf(object.value, 'Params'), 'Size')
  const { from, to } = object.stream!
  const raw = view.file.bytes.subarray(from, to)
  if (size?.kind !== 'number' || !size.integer || size.value < 0) refuse('attachment-size', `The attachment "${name}" does not declare its size.`, name)
  if (size.value > room) refuse('too-large', `The attachments unpack to more than ${maximumTotal} bytes.`, name)
  if (entryOf(object.value, 'Filter') === undefined) {
    if (raw.length !== size.value) refuse('attachment-size', `The attachment "${name}" has ${raw.length} bytes and declares ${size.value}.`, name)
    return raw
  }
  const out = unzip(raw, size.value, name)
  if (out === null) refuse('zip-bomb', `The attachment "${name}" unpacks to more than the ${size.value} bytes it declares.`, name)
  if (out.length !== size.value) refuse('attachment-size', `The attachment "${name}" has ${out.length} bytes and declares ${size.value}.`, name)
  return out
}

function unzip(raw: Uint8Array, limit: number, name: string): Uint8Array | null {
  try {
    return inflate(raw, limit)
  } catch {
    return refuse('damaged', `The attachment "${name}" cannot be unpacked.`, name)
  }
}

function checkLists(view: PdfView, specifications: ReadonlyMap<number, Attachment>, streams: ReadonlySet<number>, associated: readonly PdfValue[]): void {
  const inAf = new Set(associated.map((item) => (item.kind === 'reference' ? item.number : -1)))
  if (inAf.size !== associated.length || inAf.size !== specifications.size || [...specifications.keys()].some((number) => !inAf.has(number))) {
    refuse('associated-files', 'The list of attachments and the list of associated files differ.')
  }
  for (const object of view.file.revisions[0]!.objects.values()) {
    const type = nameOf(entryOf(object.value, 'Type'))
    const known = type === 'EmbeddedFile' ? streams : type === 'Filespec' ? specifications : null
    if (known !== null && !known.has(object.number)) refuse('hidden-attachment', `Object ${object.number} is an attachment that no list names.`)
  }
}
