import type { jsPDF } from 'jspdf'
import { zlibSync } from 'fflate'
import { signOffLabel } from '../../shared/pack/pdf/document'
import { internalsOf, setPdfVersion, type JsPdfInternals } from './jspdf-internals'
import { writeOutline, type OutlineEntry } from './outline'
import { binaryString, hexAscii, hexText, pdfDate, pdfName, pdfNumber } from './pdf-syntax'
import { srgbProfile } from './srgb-profile'
import { writeStructureTree, type StructureNode } from './structure-tree'
import { xmpPacket, type DocumentFacts } from './xmp'

/** A file carried by the pack. Names are NFC without path characters; the caller caps the total at 50 MB. */
export interface Attachment {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly description: string
  /** `Data`: what the printed numbers come from · `Supplement`: the log · `Source`: an input under review · `Alternative`: the HTML twin. */
  readonly relationship: 'Data' | 'Supplement' | 'Source' | 'Alternative'
}

/** A signature that is planned: its empty field is part of the document that the first person signs. */
export interface SignoffField {
  readonly field: string
  readonly role: string
  readonly name: string
}

export interface PageLink {
  readonly page: number
  /** left, bottom, right, top in points. */
  readonly rect: readonly [number, number, number, number]
  readonly target: { readonly page: number; readonly top: number }
  readonly contents: string
  readonly node: StructureNode
}

export interface ArchiveParts {
  readonly facts: DocumentFacts
  readonly root: StructureNode
  /** Per page, per MCID, the element. */
  readonly content: readonly (readonly StructureNode[])[]
  readonly links: readonly PageLink[]
  readonly outline: readonly OutlineEntry[]
  readonly attachments: readonly Attachment[]
  readonly signoffs: readonly SignoffField[]
  /** Page that carries the signature fields. */
  readonly signoffPage: number
}

interface Numbers {
  readonly links: number[]
  readonly fields: number[]
  catalog: string[]
}

/**
 * Makes jsPDF's output an archivable, accessible, signable document: tags, XMP, sRGB output intent,
 * associated files, outline, empty signature fields. Subscribes to the writer's hooks; call it once,
 * right before `output`. Objects are numbered after the pages, because jsPDF writes its open action
 * with the literal number of the first page.
 */
export function attachArchiveLayer(doc: jsPDF, parts: ArchiveParts): void {
  const pdf = internalsOf(doc)
  const numbers: Numbers = { links: [], fields: [], catalog: [] }
  setPdfVersion(doc, '1.7')
  doc.setCreationDate(pdfDate(parts.facts.claimedTime).replace('Z', "+00'00'"))
  doc.setFileId(parts.facts.evidenceHash.slice(0, 32))
  pdf.events.subscribe('putPage', (data: { readonly pageNumber: number }) => putPage(pdf, parts, numbers, data.pageNumber))
  pdf.events.subscribe('postPutResources', () => putObjects(pdf, parts, numbers))
  pdf.events.subscribe('putCatalog', () => numbers.catalog.forEach((line) => pdf.out(line)))
}

function putPage(pdf: JsPdfInternals, parts: ArchiveParts, numbers: Numbers, page: number): void {
  if (page === 1) {
    parts.links.forEach((_, k) => { numbers.links[k] = pdf.newObjectDeferred() })
    parts.signoffs.forEach((_, k) => { numbers.fields[k] = pdf.newObjectDeferred() })
  }
  const annotations = parts.links.flatMap((link, k) => (link.page === page ? [`${numbers.links[k]!} 0 R`] : []))
  if (page === parts.signoffPage) annotations.push(...numbers.fields.map((number) => `${number} 0 R`))
  pdf.out(`/StructParents ${page - 1}`)
  pdf.out('/Tabs /S')
  if (annotations.length > 0) pdf.out(`/Annots [${annotations.join(' ')}]`)
}

function putObjects(pdf: JsPdfInternals, parts: ArchiveParts, numbers: Numbers): void {
  const begin = (id: number): void => { pdf.newObjectDeferredBegin(id, true) }
  const object = (text: string, id = pdf.newObjectDeferred()): number => {
    begin(id)
    pdf.out(text)
    pdf.out('endobj')
    return id
  }
  const stream = (dictionary: string, data: string): number => object(`<<${dictionary} /Length ${data.length}>>\nstream\n${data}\nendstream`)
  const pageObject = (page: number): number => pdf.getPageInfo(page).objId

  parts.links.forEach((link, k) => {
    const { page, top } = link.target
    object(`<</Type /Annot /Subtype /Link /Rect [${link.rect.map(pdfNumber).join(' ')}] /Border [0 0 0] /F 4 /Dest [${pageObject(page)} 0 R /XYZ null ${pdfNumber(top)} null] /Contents ${hexText(link.contents)} /StructParent ${parts.content.length + k} /P ${pageObject(link.page)} 0 R>>`, numbers.links[k])
  })
  parts.signoffs.forEach((signoff, k) => {
    object(`<</Type /Annot /Subtype /Widget /FT /Sig /T ${hexAscii(signoff.field)} /TU ${hexText(signOffLabel(signoff.role, signoff.name))} /Rect [0 0 0 0] /F 132 /P ${pageObject(parts.signoffPage)} 0 R>>`, numbers.fields[k])
  })
  const tree = writeStructureTree(parts.root, parts.content, parts.links.map((link) => link.node), {
    newObject: () => pdf.newObjectDeferred(), begin, out: (text) => pdf.out(text), pageObject, annotationObject: (k) => numbers.links[k]!,
  })
  const outlines = writeOutline(parts.outline, { newObject: () => pdf.newObjectDeferred(), object, pageObject })
  const date = hexAscii(pdfDate(parts.facts.claimedTime))
  const files = parts.attachments.map((attachment) => {
    const packed = zlibSync(attachment.bytes, { level: 6 })
    const file = stream(`/Type /EmbeddedFile /Subtype ${pdfName(attachment.mediaType)} /Filter /FlateDecode /Params <</Size ${attachment.bytes.length} /ModDate ${date}>>`, binaryString(packed))
    const plain = attachment.name.replaceAll(/[^ -~]/gu, '_')
    const specification = object(`<</Type /Filespec /F ${hexAscii(plain)} /UF ${hexText(attachment.name)} /Desc ${hexText(attachment.description)} /AFRelationship /${attachment.relationship} /EF <</F ${file} 0 R /UF ${file} 0 R>>>>`)
    return { key: hexText(attachment.name), specification }
  })
  const xmp = stream('/Type /Metadata /Subtype /XML', binaryString(new TextEncoder().encode(xmpPacket(parts.facts))))
  const profile = stream('/N 3 /Alternate /DeviceRGB /Filter /FlateDecode', binaryString(zlibSync(srgbProfile(), { level: 9 })))
  const intent = object(`<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier ${hexAscii('sRGB IEC61966-2.1')} /Info ${hexAscii('sRGB IEC61966-2.1')} /DestOutputProfile ${profile} 0 R>>`)
  const sorted = files.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  numbers.catalog = [
    '/MarkInfo <</Marked true>>', '/Lang (en)', '/ViewerPreferences <</DisplayDocTitle true>>', `/StructTreeRoot ${tree} 0 R`, `/Metadata ${xmp} 0 R`, `/OutputIntents [${intent} 0 R]`,
    ...(outlines === null ? [] : [`/Outlines ${outlines} 0 R`]),
    ...(files.length === 0 ? [] : [`/Names <</EmbeddedFiles <</Names [${sorted.map((f) => `${f.key} ${f.specification} 0 R`).join(' ')}]>>>>`, `/AF [${files.map((f) => `${f.specification} 0 R`).join(' ')}]`]),
    ...(parts.signoffs.length === 0 ? [] : [`/AcroForm <</Fields [${numbers.fields.map((n) => `${n} 0 R`).join(' ')}] /SigFlags 3>>`]),
  ]
}
