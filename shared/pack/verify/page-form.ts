import { catalogOf, resolve } from '../pdf/document'
import type { PdfView } from '../pdf/document'
import { entryOf, nameOf, refusePdf } from '../pdf/value'
import type { PdfDictionary, PdfValue } from '../pdf/value'

/** What a pack writes into its catalog, its form, a node of the page tree, a page, and the annotations on it; nothing else. */
const forms = {
  catalog: ['Type', 'Pages', 'OpenAction', 'PageLayout', 'PageMode', 'MarkInfo', 'Lang', 'ViewerPreferences', 'StructTreeRoot', 'Metadata', 'OutputIntents', 'Outlines', 'Names', 'AF', 'AcroForm'],
  names: ['EmbeddedFiles'],
  form: ['Fields', 'SigFlags'],
  tree: ['Type', 'Parent', 'Kids', 'Count'],
  page: ['Type', 'Parent', 'Resources', 'MediaBox', 'StructParents', 'Tabs', 'Annots', 'Contents'],
  link: ['Type', 'Subtype', 'Rect', 'Border', 'F', 'Dest', 'A', 'Contents', 'StructParent', 'P'],
  field: ['Type', 'Subtype', 'FT', 'T', 'TU', 'Rect', 'F', 'P'],
} as const
type Form = keyof typeof forms

const words: Readonly<Record<Form, string>> = { catalog: 'The catalog', names: 'The list of names', form: 'The form', tree: 'A node of the page tree', page: 'A page', link: 'A link', field: 'A sign-off field' }

const mostNodes = 20_000

/**
 * Checks that what a viewer lays over or around the pages is what a pack has: no page labels, layers,
 * crops, turned or differently sized pages, no annotation but borderless links without a picture of
 * their own and sign-off fields without a place on the page. Each of them can show something else than
 * the signed text, or hide a part of it.
 * @throws ExpectedError `pdf.page-form`, `pdf.annotation`, `pdf.pages`.
 */
export function checkPageForm(view: PdfView): void {
  const catalog = catalogOf(view).value
  only('catalog', catalog)
  only('names', resolve(view, catalog.entries.get('Names')))
  only('form', resolve(view, catalog.entries.get('AcroForm')))
  const seen = new Set<number>()
  const stack = [catalog.entries.get('Pages')]
  let size: string | null = null
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const value = resolve(view, node)
    if (node.kind !== 'reference' || value?.kind !== 'dictionary') refusePdf('pages', 'A page is not an object of its own', node.from)
    if (seen.has(node.number)) refusePdf('pages', 'A page stands twice in the document', node.from)
    if (seen.add(node.number).size > mostNodes) refusePdf('pages', `The document has more than ${mostNodes} pages`, node.from)
    if (nameOf(value.entries.get('Type')) !== 'Page') {
      only('tree', value)
      const kids = resolve(view, value.entries.get('Kids'))
      if (kids?.kind !== 'array') refusePdf('pages', 'The page tree is damaged', value.from)
      stack.push(...kids.items.toReversed())
      continue
    }
    only('page', value)
    const box = numbersOf(value.entries.get('MediaBox'))
    if (box.length !== 4 || !(box[2]! > 100) || !(box[3]! > 100) || (size ??= box.join(' ')) !== box.join(' ')) refusePdf('page-form', 'A page has another size than the rest', value.from)
    checkAnnotations(view, value)
  }
}

function checkAnnotations(view: PdfView, page: PdfDictionary): void {
  const list = resolve(view, page.entries.get('Annots'))
  if (list === undefined) return
  if (list.kind !== 'array') refusePdf('annotation', 'The annotations of a page are no list', list.from)
  for (const item of list.items) {
    const annotation = resolve(view, item)
    const kind = nameOf(entryOf(annotation, 'Subtype'))
    if (annotation?.kind !== 'dictionary' || (kind !== 'Link' && kind !== 'Widget')) refusePdf('annotation', 'An annotation is drawn over the page', item.from)
    only(kind === 'Link' ? 'link' : 'field', annotation)
    const still = kind === 'Link' ? numbersOf(annotation.entries.get('Border')) : numbersOf(annotation.entries.get('Rect'))
    if (still.length < 3 || still.some((number) => number !== 0)) refusePdf('annotation', kind === 'Link' ? 'A link has a border' : 'A sign-off field takes room on the page', annotation.from)
  }
}

function numbersOf(value: PdfValue | undefined): readonly number[] {
  return value?.kind === 'array' ? value.items.map((item) => (item.kind === 'number' ? item.value : NaN)) : []
}

function only(form: Form, value: PdfValue | undefined): void {
  if (value?.kind !== 'dictionary') return
  const known: readonly string[] = forms[form]
  for (const key of value.entries.keys()) if (!known.includes(key)) refusePdf('page-form', `${words[form]} has the key /${key}, which no pack uses`, value.from)
}
