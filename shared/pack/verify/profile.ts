import type { JobContext } from '../../contract/job'
import { catalogOf, objectOf, resolve, signatureFields } from '../pdf/document'
import type { PdfView } from '../pdf/document'
import type { PdfFile } from '../pdf/revision'
import { entryOf, nameOf, refusePdf } from '../pdf/value'
import type { PdfObject, PdfValue } from '../pdf/value'
import { checkPageForm } from './page-form'

/** Keys that run something, hide something, or let a reader show something else than what was signed. */
const forbiddenKeys = new Set([
  'JS', 'JavaScript', 'AA', 'OCProperties', 'OC', 'OCGs', 'XFA', 'RichMediaContent', 'RichMediaSettings', 'Encrypt', 'Collection', 'Requirements',
  'Alternates', 'OPI', 'PieceInfo', 'NeedAppearances', 'FFilter', 'Ref', 'URLS', 'Renditions', 'Threads', 'Legal', 'DSS', 'Perms',
])
/** Values of /S, /Type and /Subtype that a pack never has. */
const forbiddenKinds = new Set([
  'JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'ResetForm', 'GoToR', 'GoToE', 'Movie', 'Sound', 'Screen', 'Rendition', 'Hide', 'SetOCGState', 'Thread',
  'RichMedia', 'RichMediaExecute', '3D', 'GoTo3DView', 'Named', 'Trans', 'ObjStm', 'XRef', 'OCG', 'OCMD', 'FileAttachment', 'PS', 'Crypt',
])
const allowedFilters = new Set(['FlateDecode', 'DCTDecode'])

/**
 * Checks what revision 0 may contain: no actions but plain links, no layers, no scripts, no foreign
 * form fields, no object that nothing points to, no exotic filters.
 * @throws ExpectedError `pdf.*` naming the object.
 */
export function checkProfile(file: PdfFile, job: JobContext): void {
  const view: PdfView = { file, revision: 0 }
  const revision = file.revisions[0]!
  const catalog = catalogOf(view)
  const open = resolve(view, catalog.value.entries.get('OpenAction'))
  if (open !== undefined && open.kind !== 'array') refusePdf('action', 'The document starts an action when it is opened', open.from)
  const fields = new Set(signatureFields(view).map((field) => field.object.number))
  let count = 0
  for (const object of revision.objects.values()) {
    if ((count++ & 255) === 0) job.checkpoint()
    checkValues(object)
    if (object.stream !== null) checkFilters(object)
    checkAnnotation(object, fields)
  }
  checkReachable(view, job)
  checkPageForm(view)
}

function checkValues(object: PdfObject): void {
  const stack: PdfValue[] = [object.value]
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (value.kind === 'array') for (const item of value.items) stack.push(item)
    if (value.kind !== 'dictionary') continue
    for (const [key, entry] of value.entries) {
      if (forbiddenKeys.has(key)) refusePdf('forbidden-key', `Object ${object.number} has the key /${key}, which no pack uses`, entry.from)
      if ((key === 'S' || key === 'Type' || key === 'Subtype') && entry.kind === 'name' && forbiddenKinds.has(entry.value)) {
        refusePdf('forbidden-kind', `Object ${object.number} is of kind /${entry.value}, which no pack uses`, entry.from)
      }
      if ((key === 'A' || key === 'Next') && entry.kind === 'dictionary') checkAction(object, entry)
      if (entry.kind === 'array' || entry.kind === 'dictionary') stack.push(entry)
    }
  }
}

/** Links may go to a place in the document or to a web address. */
function checkAction(object: PdfObject, action: PdfValue): void {
  const kind = nameOf(entryOf(action, 'S'))
  // Structure elements also have /A: attributes, told apart by their owner /O.
  if (entryOf(action, 'O') !== undefined) return
  if (kind !== 'GoTo' && kind !== 'URI') refusePdf('action', `Object ${object.number} holds an action other than a link`, action.from)
}

function checkFilters(object: PdfObject): void {
  const filter = entryOf(object.value, 'Filter')
  const names = filter === undefined ? [] : filter.kind === 'array' ? filter.items.map(nameOf) : [nameOf(filter)]
  if (names.length > 1 || names.some((name) => name === undefined || !allowedFilters.has(name))) refusePdf('filter', `The stream of object ${object.number} is packed in a way no pack uses`, object.from)
  if (entryOf(object.value, 'F') !== undefined) refusePdf('external-stream', `The stream of object ${object.number} lies outside the file`, object.from)
}

function checkAnnotation(object: PdfObject, fields: ReadonlySet<number>): void {
  const subtype = nameOf(entryOf(object.value, 'Subtype'))
  const isField = nameOf(entryOf(object.value, 'FT')) !== undefined
  if ((isField || subtype === 'Widget') && !fields.has(object.number)) refusePdf('form', `Object ${object.number} is a form field that the form does not list`, object.from)
  if (nameOf(entryOf(object.value, 'Type')) === 'Annot' && subtype !== 'Link' && subtype !== 'Widget') {
    refusePdf('annotation', `Object ${object.number} is an annotation drawn over the page`, object.from)
  }
}

/** Every object must be part of the document; one that nothing points to waits to be swapped in. */
function checkReachable(view: PdfView, job: JobContext): void {
  const revision = view.file.revisions[view.revision]!
  const seen = new Set<number>()
  const stack: PdfValue[] = [...revision.trailer.entries.values()]
  let count = 0
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if ((count++ & 4095) === 0) job.checkpoint()
    if (value.kind === 'array') for (const item of value.items) stack.push(item)
    else if (value.kind === 'dictionary') for (const entry of value.entries.values()) stack.push(entry)
    else if (value.kind === 'reference' && !seen.has(value.number)) {
      seen.add(value.number)
      const object = objectOf(view, value.number)
      if (object === undefined) refusePdf('dangling', `Object ${value.number} is referred to but does not exist`, value.from)
      stack.push(object.value)
    }
  }
  for (const object of revision.objects.values()) {
    if (!seen.has(object.number)) refusePdf('unreachable', `Object ${object.number} belongs to nothing in the document`, object.from)
  }
}
