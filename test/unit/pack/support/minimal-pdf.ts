import { createHash } from 'node:crypto'
import { signOffLabel } from '../../../../shared/pack/pdf/document'
import { pdfText } from '../../../../shared/pack/signature/increment'

export interface TestAttachment {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly description: string
  readonly relationship: string
}

export interface MinimalPdf {
  readonly attachments: readonly TestAttachment[]
  readonly signOff: readonly { readonly field: string; readonly role: string; readonly name?: string }[]
  /** Text of the only page, PDF operators. */
  readonly content?: string
  /** Further objects, and entries of catalog and page, for packs that are wrong on purpose. */
  readonly extraObjects?: readonly string[]
  readonly catalogExtra?: string
  readonly pageExtra?: string
  /** The page's `/Contents`, and further fonts, where they are among `extraObjects`. */
  readonly pageContents?: string
  readonly fonts?: string
  /** Numbers of further annotations of the page. */
  readonly annotations?: readonly number[]
}

/** Number of the first of `extraObjects`. */
export const firstExtraObject = 90

/**
 * The smallest revision 0 that a verifier of packs accepts: one page, attachments as associated
 * files, sign-off fields as merged widgets on the page. Classic cross-reference table.
 */
export function minimalPdf({ attachments, signOff, content = 'BT /F1 12 Tf 40 800 Td (Pack) Tj ET', extraObjects = [], catalogExtra = '', pageExtra = '', pageContents = '4 0 R', fonts = '', annotations = [] }: MinimalPdf): Uint8Array {
  const objects = new Map<number, string>()
  const specs = attachments.map((_, i) => `${20 + 2 * i} 0 R`)
  const fields = signOff.map((_, i) => `${60 + i} 0 R`)
  const names = attachments.map((attachment, i) => ({ name: attachment.name, text: `${pdfText(attachment.name)} ${specs[i]!}` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => text)
  objects.set(1, `<< /Type /Catalog /Pages 2 0 R /AF [${specs.join(' ')}] /Names << /EmbeddedFiles << /Names [${names.join(' ')}] >> >> /AcroForm << /Fields [${fields.join(' ')}] /SigFlags 3 >>${catalogExtra} >>`)
  objects.set(2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>')
  objects.set(3, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${pageContents} /Resources << /Font << /F1 5 0 R${fonts} >> >> /Annots [${[...fields, ...annotations.map((number) => `${number} 0 R`)].join(' ')}]${pageExtra} >>`)
  objects.set(4, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  objects.set(5, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  objects.set(6, '<< /Producer (Countersign) /CreationDate (D:20260101000000Z) >>')
  attachments.forEach((attachment, i) => {
    const data = Buffer.from(attachment.bytes).toString('latin1')
    objects.set(20 + 2 * i, `<< /Type /Filespec /F ${pdfText(attachment.name)} /UF ${pdfText(attachment.name)} /Desc ${pdfText(attachment.description)} /AFRelationship /${attachment.relationship} /EF << /F ${21 + 2 * i} 0 R /UF ${21 + 2 * i} 0 R >> >>`)
    objects.set(21 + 2 * i, `<< /Type /EmbeddedFile /Subtype /${attachment.mediaType.replaceAll('/', '#2F')} /Params << /Size ${data.length} >> /Length ${data.length} >>\nstream\n${data}\nendstream`)
  })
  signOff.forEach(({ field, role, name = '' }, i) => {
    objects.set(60 + i, `<< /Type /Annot /Subtype /Widget /FT /Sig /T ${pdfText(field)} /TU ${pdfText(signOffLabel(role, name))} /Rect [0 0 0 0] /F 132 /P 3 0 R >>`)
  })
  extraObjects.forEach((text, i) => objects.set(firstExtraObject + i, text))
  return assemble(objects)
}

/** Writes objects (number → text in Latin-1) as one revision. */
export function assemble(objects: ReadonlyMap<number, string>): Uint8Array {
  let out = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'
  const size = Math.max(...objects.keys()) + 1
  const offsets = new Map<number, number>()
  for (const [number, text] of objects) {
    offsets.set(number, out.length)
    out += `${number} 0 obj\n${text}\nendobj\n`
  }
  const xref = out.length
  out += `xref\n0 ${size}\n`
  for (let number = 0; number < size; number++) {
    const offset = offsets.get(number)
    out += offset === undefined ? `0000000000 ${number === 0 ? '65535' : '00000'} f \n` : `${String(offset).padStart(10, '0')} 00000 n \n`
  }
  const id = createHash('sha256').update(out, 'latin1').digest('hex').slice(0, 32)
  out += `trailer\n<< /Size ${size} /Root 1 0 R /Info 6 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${xref}\n%%EOF\n`
  return new Uint8Array(Buffer.from(out, 'latin1'))
}
