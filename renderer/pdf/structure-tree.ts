import { hexText, pdfName, pdfNumber } from './pdf-syntax'

/** Standard structure types (ISO 32000-1, 14.8.4) that the pack uses. */
export type StructureTag = 'Document' | 'Sect' | 'H1' | 'H2' | 'H3' | 'P' | 'L' | 'LI' | 'Lbl' | 'LBody' | 'Table' | 'THead' | 'TBody' | 'TR' | 'TH' | 'TD' | 'Caption' | 'Figure' | 'Note' | 'TOC' | 'TOCI' | 'Link'

type Kid =
  | { readonly kind: 'node'; readonly node: StructureNode }
  | { readonly kind: 'content'; readonly page: number; readonly mcid: number }
  | { readonly kind: 'annotation'; readonly page: number; readonly annotation: number }

/** One element of the logical structure; kids are kept in reading order. */
export class StructureNode {
  readonly kids: Kid[] = []
  /** Text for who cannot see it; required on `Figure`. */
  alt: string | null = null
  /** Rectangle in page space (points, origin bottom left), for figures. */
  box: readonly [number, number, number, number] | null = null
  /** Identifier, required on `Note`. */
  id: string | null = null

  constructor(readonly tag: StructureTag) {}

  child(tag: StructureTag): StructureNode {
    const node = new StructureNode(tag)
    this.kids.push({ kind: 'node', node })
    return node
  }
}

export interface StructureWriter {
  newObject(): number
  begin(id: number): void
  out(text: string): void
  /** Object number of page n (1-based). */
  pageObject(page: number): number
  annotationObject(annotation: number): number
}

/** Marked content of a page, in order of MCID: the element each sequence belongs to. */
export type PageContent = readonly (readonly StructureNode[])[]

/**
 * Writes the structure tree, its parent tree and returns the number of the root. Page n has the
 * parent-tree key n − 1; annotation k has `pages + k`.
 */
export function writeStructureTree(root: StructureNode, pages: PageContent, annotations: readonly StructureNode[], writer: StructureWriter): number {
  const treeRoot = writer.newObject()
  const numbers = new Map<StructureNode, number>()
  const order: { node: StructureNode; parent: number }[] = []
  const visit = (node: StructureNode, parent: number): void => {
    const number = writer.newObject()
    numbers.set(node, number)
    order.push({ node, parent })
    for (const kid of node.kids) if (kid.kind === 'node') visit(kid.node, number)
  }
  visit(root, treeRoot)
  const parentTree = writer.newObject()
  const numberOf = (node: StructureNode): number => {
    const number = numbers.get(node)
    if (number === undefined) throw new Error('Marked content belongs to an element outside the tree.')
    return number
  }
  writer.begin(treeRoot)
  writer.out(`<</Type /StructTreeRoot /K ${numberOf(root)} 0 R /ParentTree ${parentTree} 0 R /ParentTreeNextKey ${pages.length + annotations.length}>>`)
  writer.out('endobj')
  for (const { node, parent } of order) {
    writer.begin(numberOf(node))
    writer.out(elementText(node, parent, numberOf, writer))
    writer.out('endobj')
  }
  writer.begin(parentTree)
  const entries = pages.map((content, page) => `${page} [${content.map((node) => `${numberOf(node)} 0 R`).join(' ')}]`)
  annotations.forEach((node, k) => entries.push(`${pages.length + k} ${numberOf(node)} 0 R`))
  writer.out(`<</Nums [${entries.join('\n')}]>>`)
  writer.out('endobj')
  return treeRoot
}

function elementText(node: StructureNode, parent: number, numberOf: (node: StructureNode) => number, writer: StructureWriter): string {
  const first = node.kids.find((kid) => kid.kind !== 'node')
  const home = first === undefined ? null : first.page
  const kids = node.kids.map((kid) => {
    if (kid.kind === 'node') return `${numberOf(kid.node)} 0 R`
    const page = kid.page === home ? '' : ` /Pg ${writer.pageObject(kid.page)} 0 R`
    if (kid.kind === 'annotation') return `<</Type /OBJR /Obj ${writer.annotationObject(kid.annotation)} 0 R${page}>>`
    return page === '' ? String(kid.mcid) : `<</Type /MCR /MCID ${kid.mcid}${page}>>`
  })
  const parts = [`<</Type /StructElem /S ${pdfName(node.tag)} /P ${parent} 0 R`]
  if (home !== null) parts.push(`/Pg ${writer.pageObject(home)} 0 R`)
  if (node.alt !== null) parts.push(`/Alt ${hexText(node.alt)}`)
  if (node.id !== null) parts.push(`/ID ${hexText(node.id)}`)
  if (node.tag === 'TH') parts.push('/A <</O /Table /Scope /Column>>')
  if (node.box !== null) parts.push(`/A <</O /Layout /Placement /Block /BBox [${node.box.map(pdfNumber).join(' ')}]>>`)
  if (kids.length > 0) parts.push(kids.length === 1 ? `/K ${kids[0]!}` : `/K [${kids.join(' ')}]`)
  return `${parts.join(' ')}>>`
}
