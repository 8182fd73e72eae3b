import { digestOfSignature, verifySignature } from '../signature/algorithms'
import { readCertificate } from '../signature/certificate'
import type { Certificate } from '../signature/certificate'
import { sameBytes } from '../signature/der'
import type { Detail, SignatureSummary } from './report'

/** Usages under which a certificate may sign documents, where it is limited at all. */
const signingUsages = new Set(['2.5.29.37.0', '1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.2.840.113583.1.1.5', '1.3.6.1.4.1.311.10.3.12', '1.3.6.1.5.5.7.3.2'])
export const timeStampingUsage = '1.3.6.1.5.5.7.3.8'

export interface ChainCheck {
  readonly details: readonly Detail[]
  readonly trust: SignatureSummary['trust']
}

export interface ChainQuestion {
  /** Signer first, then upwards. */
  readonly chain: readonly Certificate[]
  /** Certificates the verifying person trusts, DER: authorities, or persons' own certificates. */
  readonly trusted: readonly Uint8Array[]
  /** The moment the certificates must have been valid. */
  readonly at: Date
  readonly purpose: 'sign' | 'time-stamp'
  /** Begins every sentence: "The certificate of Ada (signoff-1)". */
  readonly subject: string
}

/** Checks a chain as far as it is known, and says in words how far that is. */
export async function checkChain(question: ChainQuestion): Promise<ChainCheck> {
  const { chain, subject } = question
  const [signer] = chain
  if (signer === undefined) return { details: [{ status: 'failed', code: 'who.no-certificate', sentence: `${subject} is missing.` }], trust: 'unknown-issuer' }
  const details: Detail[] = []
  const fail = (code: string, sentence: string): void => { details.push({ status: 'failed', code: `who.${code}`, sentence }) }
  checkSigner(signer, question, fail)
  for (const [i, certificate] of chain.entries()) checkOne(certificate, i, question, fail)
  for (let i = 0; i + 1 < chain.length; i++) {
    if (!(await issued(chain[i + 1]!, chain[i]!))) fail('chain', `${subject} was not issued by the certificate that follows it.`)
  }
  return await judgeTrust(question, details)
}

type Fail = (code: string, sentence: string) => void

function checkSigner(signer: Certificate, { purpose, subject }: ChainQuestion, fail: Fail): void {
  if (signer.authority) fail('authority', `${subject} is that of a certificate authority, which does not sign documents.`)
  if (signer.keyUsage !== null && !signer.keyUsage.includes(0) && !signer.keyUsage.includes(1)) fail('key-usage', `${subject} is not meant for signatures.`)
  const usages = signer.extendedUsage
  if (purpose === 'time-stamp' ? usages?.includes(timeStampingUsage) !== true : usages !== null && !usages.some((usage) => signingUsages.has(usage))) {
    fail('extended-usage', `${subject} is meant for another purpose.`)
  }
}

function checkOne(certificate: Certificate, i: number, { at, subject }: ChainQuestion, fail: Fail): void {
  const which = i === 0 ? subject : `The certificate of ${certificate.subjectName}, above ${subject.charAt(0).toLowerCase()}${subject.slice(1)},`
  if (at < certificate.notBefore || at > certificate.notAfter) {
    fail(i === 0 ? 'not-valid-then' : 'issuer-not-valid-then', `${which} was not valid on ${day(at)}, only from ${day(certificate.notBefore)} to ${day(certificate.notAfter)}.`)
  }
  if (certificate.key.algorithm === 'RSA' && certificate.key.bits < 2048) fail('weak-key', `${which} has an RSA key of ${certificate.key.bits} bits, which is too short.`)
  if (i > 0 && !certificate.authority) fail('chain', `${which} is not that of a certificate authority.`)
  if (i > 0 && certificate.keyUsage !== null && !certificate.keyUsage.includes(5)) fail('chain', `${which} may not issue certificates.`)
  if (certificate.unknownCritical.length > 0) fail('critical-extension', `${which} has a critical extension that is not understood (${certificate.unknownCritical.join(', ')}).`)
}

async function judgeTrust({ chain, trusted, subject, at }: ChainQuestion, details: Detail[]): Promise<ChainCheck> {
  const signer = chain[0]!
  const top = chain.at(-1)!
  const selfIssued = sameBytes(top.issuer, top.subject)
  if (selfIssued && !(await issued(top, top))) details.push({ status: 'failed', code: 'who.chain', sentence: `The self-issued certificate of ${top.subjectName} does not fit its own key.` })
  if (signer.key.algorithm === 'RSA' && signer.key.bits < 3072) {
    details.push({ status: 'not-checked', code: 'who.short-key', sentence: `${subject} has an RSA key of ${signer.key.bits} bits; 3072 or more is advised.` })
  }
  if (chain.some((certificate) => trusted.some((known) => sameBytes(known, certificate.der)))) return trustedBy(details, subject, 'it is, or was issued under, a certificate you trust')
  for (const known of trusted) {
    const authority = readTrusted(known)
    if (authority !== null && authority.authority && at >= authority.notBefore && at <= authority.notAfter && await issued(authority, top)) {
      return trustedBy(details, subject, `issued under ${authority.subjectName}, which you trust`)
    }
  }
  if (selfIssued && chain.length === 1) {
    details.push({ status: 'not-proven', code: 'who.self-issued', sentence: `${subject} was made by its bearer; nobody else vouches for the name. Compare its fingerprint with the person: ${signer.fingerprint}.` })
    return { details, trust: 'self-issued' }
  }
  details.push({ status: 'not-proven', code: 'who.unknown-issuer', sentence: `${subject} was issued by ${top.issuerName}, whom this check does not know.` })
  return { details, trust: 'unknown-issuer' }
}

function trustedBy(details: Detail[], subject: string, how: string): ChainCheck {
  details.push({ status: 'proven', code: 'who.trusted', sentence: `${subject} is trusted: ${how}.` })
  return { details, trust: 'trusted' }
}

function readTrusted(bytes: Uint8Array): Certificate | null {
  try {
    return readCertificate(bytes)
  } catch {
    return null
  }
}

/** True when `authority` signed `certificate`, by a hash that still counts. */
export async function issued(authority: Certificate, certificate: Certificate): Promise<boolean> {
  const hash = digestOfSignature(certificate.signatureOid)
  return hash !== null && sameBytes(authority.subject, certificate.issuer) && await verifySignature(authority.key, hash, certificate.signature, certificate.signedPart)
}

/** 2026-11-20. */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
