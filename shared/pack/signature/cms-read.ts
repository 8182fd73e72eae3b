import { sha256 } from '@noble/hashes/sha2.js'
import { ExpectedError } from '../../contract/errors'
import { oids, sha256Identifier } from './algorithms'
import { readCertificate } from './certificate'
import type { Certificate } from './certificate'
import type { CmsParts } from './cms'
import { buildCms } from './cms'
import { sameBytes, sequence, tags } from './der'
import { children, expectTag, readFirst, readOid } from './der-read'
import type { DerNode } from './der-read'

/** A signature taken apart; `parts` rebuild it byte for byte. */
export interface ReadCms {
  readonly parts: CmsParts
  /** Signer first, then its chain. */
  readonly certificates: readonly Certificate[]
}

function refuse(code: string, sentence: string): never {
  throw new ExpectedError(`cms.${code}`, sentence)
}

/**
 * Takes a CMS of the one form packs use apart, naming what is wrong where it is something else.
 * The last check rebuilds it from its parts, so nothing can be added that is not looked at.
 * @param reserved the decoded `/Contents`: the CMS and its zero padding.
 */
export function readCms(reserved: Uint8Array): ReadCms {
  if (reserved.every((byte) => byte === 0)) refuse('empty', 'The signature is empty.')
  const outer = readFirst(reserved)
  if (reserved.subarray(outer.bytes.length).some((byte) => byte !== 0)) refuse('padding', 'Bytes are hidden in the padding after the signature.')
  const [type, wrapped] = children(expectTag(outer, tags.sequence))
  if (readOid(type) !== oids.signedData || wrapped === undefined) refuse('type', 'The signature is not a CMS SignedData.')
  const members = children(expectTag(children(expectTag(wrapped, 0xa0))[0], tags.sequence))
  const [, digests, content, certificateSet, ...others] = members
  const digestList = children(expectTag(digests, tags.set))
  if (digestList.length !== 1 || !sameBytes(digestList[0]!.bytes, sha256Identifier())) refuse('digest-algorithms', 'The list of hash algorithms is not exactly SHA-256.')
  if (children(expectTag(content, tags.sequence)).length !== 1) refuse('encapsulated', 'The signature carries content of its own.')
  if (certificateSet?.tag !== 0xa0) refuse('no-certificate', 'The signature does not hold the signer\'s certificate.')
  const signers = children(expectTag(others.at(-1), tags.set))
  if (signers.length !== 1) refuse('signers', `The signature field holds ${signers.length} signers; exactly one is allowed.`)
  const signer = readSigner(signers[0]!)
  const certificates = orderChain(children(certificateSet).map((node) => readCertificate(node.bytes)), signer)
  const parts: CmsParts = {
    certificates: certificates.map((certificate) => certificate.der), contentDigest: signer.contentDigest,
    algorithm: certificates[0]!.key.algorithm, signature: signer.signature, timeStamp: signer.timeStamp,
  }
  if (!sameBytes(buildCms(parts), outer.bytes)) refuse('form', 'The signature is not in the one form that packs use; something in it was changed or added.')
  return { parts, certificates }
}

interface Signer {
  /** IssuerAndSerialNumber as written. */
  readonly identifier: Uint8Array
  readonly contentDigest: Uint8Array
  /** Hashes in signing-certificate-v2: signer, then chain. */
  readonly chain: readonly Uint8Array[]
  readonly signature: Uint8Array
  readonly timeStamp: Uint8Array | null
}

function readSigner(node: DerNode): Signer {
  const members = children(expectTag(node, tags.sequence))
  const [, identifier, digestIdentifier, attributeSet, , value, unsigned] = members
  if (!sameBytes(digestIdentifier?.bytes ?? new Uint8Array(), sha256Identifier())) refuse('digest-algorithms', 'The signature does not use SHA-256.')
  if (attributeSet?.tag !== 0xa0) refuse('attributes', 'The signature has no signed attributes.')
  const attributes = new Map<string, DerNode>()
  for (const attribute of children(attributeSet)) {
    const [type, values] = children(attribute)
    const name = readOid(type)
    if (attributes.has(name)) refuse('attributes', 'A signed attribute stands twice in the signature.')
    const list = children(expectTag(values, tags.set))
    if (list.length !== 1) refuse('attributes', 'A signed attribute does not have exactly one value.')
    attributes.set(name, list[0]!)
  }
  const wanted = [oids.contentType, oids.messageDigest, oids.signingCertificateV2]
  for (const name of wanted) if (!attributes.has(name)) refuse('attributes', `The signed attribute ${name} is missing.`)
  if (attributes.size !== wanted.length) refuse('attributes', 'The signature has signed attributes that packs do not use.')
  const references = children(expectTag(children(expectTag(attributes.get(oids.signingCertificateV2), tags.sequence))[0], tags.sequence))
  return {
    identifier: expectTag(identifier, tags.sequence).bytes,
    contentDigest: expectTag(attributes.get(oids.messageDigest), tags.octetString).content,
    chain: references.map((reference) => expectTag(children(reference)[0], tags.octetString).content),
    signature: expectTag(value, tags.octetString).content,
    timeStamp: unsigned === undefined ? null : readTimeStampAttribute(unsigned),
  }
}

function readTimeStampAttribute(node: DerNode): Uint8Array {
  const list = children(expectTag(node, 0xa1))
  const [type, values] = list.length === 1 ? children(list[0]!) : []
  if (type === undefined || readOid(type) !== oids.timeStampToken) refuse('unsigned-attributes', 'The signature has unsigned attributes that packs do not use.')
  const tokens = children(expectTag(values, tags.set))
  if (tokens.length !== 1) refuse('unsigned-attributes', 'The signature has more than one time stamp.')
  return tokens[0]!.bytes
}

/** Certificates in the order signing-certificate-v2 names them: all of them, and no other. */
function orderChain(certificates: readonly Certificate[], signer: Signer): readonly Certificate[] {
  const ordered = signer.chain.map((hash) => certificates.find((certificate) => sameBytes(sha256(certificate.der), hash)))
  const [first] = ordered
  if (first === undefined) refuse('signer-certificate', 'The signature does not hold the certificate it was made with.')
  if (!sameBytes(sequence(first.issuer, first.serial), signer.identifier)) refuse('signer-certificate', 'The signature names another certificate than the one it was made with.')
  const chain = ordered.filter((certificate) => certificate !== undefined)
  if (chain.length !== ordered.length || certificates.length !== chain.length) refuse('foreign-certificate', 'The signature holds certificates that its signer did not sign, or lacks some that he did.')
  return chain
}
