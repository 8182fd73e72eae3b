import { sha256Hex } from '../../contract/json'
import { readPublicKey } from './algorithms'
import type { PublicKey } from './algorithms'
import { tags } from './der'
import { children, expectTag, readDer, readOid, readTime, refuseDer } from './der-read'
import type { DerNode } from './der-read'

/** What a signature check needs of an X.509 certificate; read strictly (DER only). */
export interface Certificate {
  readonly der: Uint8Array
  /** SHA-256 of `der`, lower-case hex. */
  readonly fingerprint: string
  /** The part its issuer signed. */
  readonly signedPart: Uint8Array
  readonly signatureOid: string
  readonly signature: Uint8Array
  /** Names as DER, for comparison. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  /** INTEGER element as written. */
  readonly serial: Uint8Array
  /** Names for people: `Ada Lovelace, Countersign Ltd`. */
  readonly subjectName: string
  readonly issuerName: string
  readonly commonName: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly key: PublicKey
  readonly authority: boolean
  /** Bits of keyUsage, most significant first (digitalSignature = 0); null where the extension is absent. */
  readonly keyUsage: readonly number[] | null
  readonly extendedUsage: readonly string[] | null
  /** Critical extensions that are not understood here. */
  readonly unknownCritical: readonly string[]
}

/** Reads one certificate. @throws ExpectedError `der.*` when it is damaged, not DER, or of an unusable key type. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const parts = children(expectTag(readDer(bytes), tags.sequence))
  const [body, algorithm, signature] = parts
  if (parts.length !== 3) refuseDer('certificate', 'A certificate does not have three parts.')
  const fields = [...children(expectTag(body, tags.sequence))]
  if (fields[0]?.tag === 0xa0) fields.shift()
  const [serial, inner, issuer, validity, subject, spki, ...optional] = fields
  if (!sameNode(inner, algorithm)) refuseDer('certificate', 'A certificate names two different signature algorithms.')
  const [notBefore, notAfter] = children(expectTag(validity, tags.sequence))
  const bits = expectTag(signature, tags.bitString).content
  if (bits[0] !== 0) refuseDer('certificate', 'A certificate\'s signature is not a whole number of bytes.')
  const subjectNode = expectTag(subject, tags.sequence)
  const issuerNode = expectTag(issuer, tags.sequence)
  return {
    der: bytes, fingerprint: sha256Hex(bytes), signedPart: body!.bytes,
    signatureOid: readOid(children(expectTag(algorithm, tags.sequence))[0]), signature: bits.subarray(1),
    issuer: issuerNode.bytes, subject: subjectNode.bytes, serial: expectTag(serial, tags.integer).bytes,
    subjectName: describeName(subjectNode), issuerName: describeName(issuerNode), commonName: attribute(subjectNode, '2.5.4.3') ?? describeName(subjectNode),
    notBefore: readTime(notBefore), notAfter: readTime(notAfter),
    key: readPublicKey(expectTag(spki, tags.sequence).bytes),
    ...readExtensions(optional.find((node) => node.tag === 0xa3)),
  }
}

function sameNode(a: DerNode | undefined, b: DerNode | undefined): boolean {
  return a !== undefined && b !== undefined && a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i])
}

type Extensions = Pick<Certificate, 'authority' | 'keyUsage' | 'extendedUsage' | 'unknownCritical'>

function readExtensions(node: DerNode | undefined): Extensions {
  let authority = false
  let keyUsage: number[] | null = null
  let extendedUsage: string[] | null = null
  const unknownCritical: string[] = []
  const list = node === undefined ? [] : children(expectTag(children(node)[0], tags.sequence))
  for (const item of list) {
    const parts = children(item)
    const identifier = readOid(parts[0])
    const value = readDer(expectTag(parts.at(-1), tags.octetString).content)
    if (identifier === '2.5.29.19') authority = children(value)[0]?.tag === tags.boolean
    else if (identifier === '2.5.29.15') keyUsage = bitsSet(expectTag(value, tags.bitString).content)
    else if (identifier === '2.5.29.37') extendedUsage = children(value).map(readOid)
    else if (parts.length === 3 && !['2.5.29.17', '2.5.29.32', '2.5.29.14', '2.5.29.35'].includes(identifier)) unknownCritical.push(identifier)
  }
  return { authority, keyUsage, extendedUsage, unknownCritical }
}

function bitsSet(content: Uint8Array): number[] {
  const out: number[] = []
  content.subarray(1).forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++) if ((byte & (128 >> bit)) !== 0) out.push(8 * i + bit)
  })
  return out
}

function attribute(name: DerNode, wanted: string): string | undefined {
  for (const set of children(name)) {
    for (const pair of children(set)) {
      const [type, value] = children(pair)
      if (readOid(type) === wanted && value !== undefined) return decodeText(value)
    }
  }
  return undefined
}

/** Common name, organisation and country in that order, as far as present; else every value. */
function describeName(name: DerNode): string {
  const known = ['2.5.4.3', '2.5.4.10', '2.5.4.6'].map((type) => attribute(name, type)).filter((text) => text !== undefined)
  if (known.length > 0) return known.join(', ')
  return children(name).flatMap((set) => children(set)).map((pair) => decodeText(children(pair)[1]!)).join(', ') || '(no name)'
}

function decodeText(node: DerNode): string {
  if (node.tag === 0x1e) return new TextDecoder('utf-16be').decode(node.content)
  return new TextDecoder(node.tag === tags.utf8 ? 'utf-8' : 'latin1').decode(node.content)
}
