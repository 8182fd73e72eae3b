import { bytesToHex } from '@noble/hashes/utils.js'
import { ExpectedError } from '../../contract/errors'
import { quietJob } from '../../contract/job'
import type { JobContext } from '../../contract/job'
import { sha256Hex } from '../../contract/json'
import { catalogOf, objectOf, signatureFields } from '../pdf/document'
import type { PdfView, SignatureField } from '../pdf/document'
import { parsePdf } from '../pdf/revision'
import { entryOf } from '../pdf/value'
import { checkUpdate } from '../verify/update'
import { canonicalSignature, digest, verifySignature } from './algorithms'
import type { SigningAlgorithm } from './algorithms'
import { readCertificate } from './certificate'
import { buildCms, signedAttributes } from './cms'
import { readCms } from './cms-read'
import { coveredBytes } from './covered-bytes'
import { ascii, concat } from './der'
import { layOutIncrement, reservations } from './increment'

export interface SignRequest {
  readonly pdf: Uint8Array
  /** Signer's certificate first, then its chain upwards; DER. */
  readonly certificates: readonly Uint8Array[]
  readonly algorithm: SigningAlgorithm
  /** Signs the DER of the signed attributes with SHA-256: ECDSA as DER sequence, RSA as PKCS#1 v1.5. */
  readonly sign: (signedAttributesDer: Uint8Array) => Promise<Uint8Array>
  /** Must be the role of the next free sign-off field. */
  readonly role: string
  /** The signer's name as printed in the signature. */
  readonly name: string
  /** Why it is signed; the role is written before it. */
  readonly reason: string
  readonly claimedTime: Date
  /** Whether the first signature certifies the document (DocMDP, only further signatures allowed). Default true. */
  readonly certify?: boolean
  /** Sets room aside for an RFC 3161 time stamp that is to be fetched before the next person signs. Default false. */
  readonly stampPlanned?: boolean
  readonly job?: JobContext
}

export interface Signed {
  readonly pdf: Uint8Array
  /** Name of the field that was signed. */
  readonly field: string
}

/** The sign-off fields of a pack in order, with what each still needs. */
export function signOffFields(pdf: Uint8Array, job: JobContext = quietJob): readonly { readonly name: string; readonly role: string; readonly signed: boolean }[] {
  return signatureFields(latestView(pdf, job)).map(({ name, role, signature }) => ({ name, role, signed: signature !== null }))
}

/**
 * Signs the next free sign-off field by an incremental update: every earlier byte stays as it is.
 * PAdES baseline B (EN 319 142-1), SubFilter ETSI.CAdES.detached.
 * @throws ExpectedError `sign.no-field`, `sign.role`, `sign.key`, `sign.weak-key`, `sign.time`, `sign.same-person`,
 * `sign.too-large`, `pdf.*` when the file is no pack of ours, `unchanged.*` when an earlier signature does not hold.
 */
export async function signNextField(request: SignRequest): Promise<Signed> {
  const view = latestView(request.pdf, request.job ?? quietJob)
  const fields = signatureFields(view)
  const at = fields.findIndex((candidate) => candidate.signature === null)
  const field = fields[at]
  if (field === undefined) throw new ExpectedError('sign.no-field', fields.length === 0 ? 'The document has no sign-off fields.' : 'Every planned role has signed already.')
  checkRequest(request, view, field, at)
  // Nobody should put a name under what was changed since the person before signed it.
  for (let index = 1; index <= view.revision; index++) await checkUpdate(view.file, index)

  const certifies = at === 0 && request.certify !== false
  const increment = layOutIncrement(view, field, {
    name: request.name, reason: `${request.role}: ${request.reason}`, claimedTime: request.claimedTime, certifies,
    reserved: request.stampPlanned === true ? reservations.withTimeStamp : reservations.plain,
  })
  const unsigned = concat([request.pdf, increment.bytes])
  const contentDigest = await digest('SHA-256', coveredBytes(unsigned, increment.byteRange))
  const { certificates, algorithm } = request
  const attributes = signedAttributes({ certificates, contentDigest })
  const signature = canonicalSignature(algorithm, await request.sign(attributes))
  if (!(await verifySignature(readCertificate(certificates[0]!).key, 'SHA-256', signature, attributes))) {
    throw new ExpectedError('sign.key', 'The private key does not belong to the certificate.')
  }
  const cms = buildCms({ certificates, contentDigest, algorithm, signature, timeStamp: null })
  return { pdf: writeContents(unsigned, request.pdf.length + increment.contentsAt, increment.byteRange[2] - increment.byteRange[1] - 2, cms), field: field.name }
}

/** Writes the CMS as lower-case hexadecimal over the `digits` digits at `at`, zero padded. Returns a new file. */
export function writeContents(pdf: Uint8Array, at: number, digits: number, cms: Uint8Array): Uint8Array {
  if (2 * cms.length > digits) throw new ExpectedError('sign.too-large', `The signature with its certificates has ${cms.length} bytes; ${digits / 2} are set aside.`)
  const out = pdf.slice()
  out.set(ascii(bytesToHex(cms).padEnd(digits, '0')), at)
  return out
}

function latestView(pdf: Uint8Array, job: JobContext): PdfView {
  const file = parsePdf(pdf, job)
  return { file, revision: file.revisions.length - 1 }
}

function checkRequest(request: SignRequest, view: PdfView, field: SignatureField, at: number): void {
  if (at !== view.revision) throw new ExpectedError('sign.changed', 'The file was saved after it was made or signed; only an unchanged pack can be signed.')
  if (field.role !== request.role) {
    throw new ExpectedError('sign.role', `The next to sign is "${field.role}", not "${request.role}".`, { remedy: 'Signatures are given in the order of the sign-off plan.' })
  }
  const [first] = request.certificates
  if (first === undefined) throw new ExpectedError('sign.key', 'There is no certificate to sign with.')
  const certificate = readCertificate(first)
  const { key, notBefore, notAfter } = certificate
  if (key.algorithm !== request.algorithm) throw new ExpectedError('sign.key', `The certificate holds a key of kind ${key.algorithm}, not ${request.algorithm}.`)
  if (key.algorithm === 'RSA' && key.bits < 2048) throw new ExpectedError('sign.weak-key', `An RSA key of ${key.bits} bits is too short to sign with; 2048 is the least.`)
  if (certificate.authority) throw new ExpectedError('sign.authority', 'A certificate authority\'s certificate cannot sign documents.')
  if (request.claimedTime < notBefore || request.claimedTime > notAfter) {
    throw new ExpectedError('sign.time', `The certificate is valid from ${notBefore.toISOString().slice(0, 10)} to ${notAfter.toISOString().slice(0, 10)}, not now.`)
  }
  if (catalogOf(view).value.entries.has('Perms') && at === 0) throw new ExpectedError('sign.changed', 'The document is certified already.')
  if (earlierKeys(view).includes(sha256Hex(key.spki))) throw new ExpectedError('sign.same-person', 'This key has signed in another role already; each role needs its own person.')
}

/** SHA-256 of the public keys that signed already, hexadecimal. */
function earlierKeys(view: PdfView): readonly string[] {
  return signatureFields(view).flatMap(({ signature }) => {
    const contents = signature === null ? undefined : entryOf(objectOf(view, signature)?.value, 'Contents')
    if (contents?.kind !== 'string') return []
    return [sha256Hex(readCms(contents.bytes).certificates[0]!.key.spki)]
  })
}
