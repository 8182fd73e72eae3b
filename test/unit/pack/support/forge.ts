import { parsePdf } from '../../../../shared/pack/pdf/revision'
import { catalogOf, signatureFields } from '../../../../shared/pack/pdf/document'
import { quietJob } from '../../../../shared/contract/job'
import { canonicalSignature, digest } from '../../../../shared/pack/signature/algorithms'
import { buildCms, signedAttributes } from '../../../../shared/pack/signature/cms'
import type { CmsParts } from '../../../../shared/pack/signature/cms'
import { concat } from '../../../../shared/pack/signature/der'
import { layOutIncrement, reservations } from '../../../../shared/pack/signature/increment'
import type { IncrementParameters } from '../../../../shared/pack/signature/increment'
import { coveredBytes } from '../../../../shared/pack/signature/covered-bytes'
import { writeContents } from '../../../../shared/pack/signature/sign'
import type { TestIdentity } from './identity'
import { signedAt } from './pack'
import { signoffPlan } from './review'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const bytesOf = (latin1: string): Uint8Array => new Uint8Array(Buffer.from(latin1, 'latin1'))

/** Replaces the only (or the last) occurrence; refuses when there is none, so that no forgery is empty. */
export function replace(pdf: Uint8Array, from: string, to: string, which: 'first' | 'last' = 'last'): Uint8Array {
  const whole = text(pdf)
  const at = which === 'last' ? whole.lastIndexOf(from) : whole.indexOf(from)
  if (at < 0) throw new Error(`"${from}" does not occur`)
  return bytesOf(whole.slice(0, at) + to + whole.slice(at + from.length))
}

export const appendText = (pdf: Uint8Array, more: string): Uint8Array => concat([pdf, bytesOf(more)])
export const prependText = (pdf: Uint8Array, more: string): Uint8Array => concat([bytesOf(more), pdf])

/** An incremental save by someone with a proper PDF library: objects, table, trailer. */
export function save(pdf: Uint8Array, objects: Readonly<Record<number, string>>, trailer = ''): Uint8Array {
  const file = parsePdf(pdf, quietJob)
  const last = file.revisions.at(-1)!
  let out = ''
  let table = ''
  let size = last.size
  for (const [number, content] of Object.entries(objects)) {
    table += `${number} 1\n${String(pdf.length + out.length).padStart(10, '0')} 00000 n \n`
    out += `${number} 0 obj\n${content}\nendobj\n`
    size = Math.max(size, Number(number) + 1)
  }
  const xref = pdf.length + out.length
  return appendText(pdf, `${out}xref\n${table}trailer\n<< /Size ${size} /Root ${last.root} 0 R /Prev ${last.xrefAt}${trailer} >>\nstartxref\n${xref}\n%%EOF\n`)
}

/** Text of an object as it is written in revision 0. */
export function objectText(pdf: Uint8Array, number: number): string {
  const object = parsePdf(pdf, quietJob).revisions[0]!.objects.get(number)!
  return text(pdf.subarray(object.value.from, object.to - 'endobj'.length)).trimEnd()
}

export const catalogNumber = (pdf: Uint8Array): number => catalogOf({ file: parsePdf(pdf, quietJob), revision: 0 }).number

/** Where the digits of the k-th signature (0-based, in file order) lie. */
function contentsAt(pdf: Uint8Array, k: number): { at: number; digits: number } {
  const match = [...text(pdf).matchAll(/\/Contents <([0-9a-fA-F]{2000,})>/gu)][k]!
  return { at: match.index + '/Contents <'.length, digits: match[1]!.length }
}

export function contentsOf(pdf: Uint8Array, k: number): Uint8Array {
  const { at, digits } = contentsAt(pdf, k)
  return new Uint8Array(Buffer.from(text(pdf.subarray(at, at + digits)), 'hex'))
}

/** Writes other bytes into the k-th signature. */
export function putContents(pdf: Uint8Array, k: number, contents: Uint8Array): Uint8Array {
  const { at, digits } = contentsAt(pdf, k)
  return writeContents(pdf, at, digits, contents.subarray(0, digits / 2))
}

export interface Forgery {
  readonly place?: number
  readonly parameters?: Partial<IncrementParameters>
  /** Makes another CMS of the parts; gets a signer of attributes. */
  readonly cms?: (parts: CmsParts, resign: (attributes: Uint8Array) => Promise<Uint8Array>) => Promise<Uint8Array> | Uint8Array
  readonly certificates?: readonly Uint8Array[]
}

/** Signs field number `place` without any of the checks the app makes: what a hostile tool would do. */
export async function forge(pdf: Uint8Array, identity: TestIdentity, { place = 0, parameters = {}, cms, certificates = identity.certificates }: Forgery = {}): Promise<Uint8Array> {
  const file = parsePdf(pdf, quietJob)
  const view = { file, revision: file.revisions.length - 1 }
  const field = signatureFields(view)[place]!
  const increment = layOutIncrement(view, field, {
    name: identity.name, reason: `${signoffPlan[place]!.role}: I stand behind this.`, claimedTime: signedAt, certifies: view.revision === 0, reserved: reservations.plain, ...parameters,
  })
  const whole = concat([pdf, increment.bytes])
  const contentDigest = await digest('SHA-256', coveredBytes(whole, increment.byteRange))
  const resign = async (attributes: Uint8Array): Promise<Uint8Array> => canonicalSignature(identity.algorithm, await identity.sign(attributes))
  const signature = await resign(signedAttributes({ certificates, contentDigest }))
  const parts: CmsParts = { certificates, contentDigest, algorithm: identity.algorithm, signature, timeStamp: null }
  const made = cms === undefined ? buildCms(parts) : await cms(parts, resign)
  return writeContents(whole, pdf.length + increment.contentsAt, increment.byteRange[2] - increment.byteRange[1] - 2, made)
}
