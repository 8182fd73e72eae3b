import { sha256 } from '@noble/hashes/sha2.js'
import { oids, sha256Identifier, signatureIdentifier } from './algorithms'
import type { SigningAlgorithm } from './algorithms'
import { context, der, integer, octets, oid, sequence, setOf, tags } from './der'
import { readCertificate } from './certificate'

/** Everything a PAdES B-B signature is made from; the same parts give the same bytes. */
export interface CmsParts {
  /** Signer first, then its chain upwards; DER. */
  readonly certificates: readonly Uint8Array[]
  /** SHA-256 of the signed bytes of the file. */
  readonly contentDigest: Uint8Array
  readonly algorithm: SigningAlgorithm
  /** Signature value: ECDSA as DER sequence, RSA as PKCS#1 v1.5. */
  readonly signature: Uint8Array
  /** RFC 3161 time-stamp token (a ContentInfo, DER), where there is one. */
  readonly timeStamp: Uint8Array | null
}

/**
 * The signed attributes as they are hashed (a SET OF): content-type, message-digest and
 * signing-certificate-v2, nothing else; the claimed time is in the PDF, not here (EN 319 142-1).
 * signing-certificate-v2 names the whole chain, so that no certificate can be exchanged.
 */
export function signedAttributes(parts: Pick<CmsParts, 'certificates' | 'contentDigest'>): Uint8Array {
  return setOf(attributes(parts))
}

function attributes(parts: Pick<CmsParts, 'certificates' | 'contentDigest'>): readonly Uint8Array[] {
  const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf([value]))
  return [
    attribute(oids.contentType, oid(oids.data)),
    attribute(oids.messageDigest, octets(parts.contentDigest)),
    attribute(oids.signingCertificateV2, sequence(sequence(...parts.certificates.map((certificate) => sequence(octets(sha256(certificate))))))),
  ]
}

/** The detached CMS SignedData of one signer, in DER. */
export function buildCms(parts: CmsParts): Uint8Array {
  const signer = readCertificate(parts.certificates[0]!)
  const signerInfo = sequence(
    integer(1),
    sequence(signer.issuer, signer.serial),
    sha256Identifier(),
    setOf(attributes(parts), 0xa0),
    signatureIdentifier(parts.algorithm),
    octets(parts.signature),
    ...(parts.timeStamp === null ? [] : [setOf([sequence(oid(oids.timeStampToken), setOf([parts.timeStamp]))], 0xa1)]),
  )
  return sequence(oid(oids.signedData), context(0, sequence(
    integer(1),
    setOf([sha256Identifier()]),
    sequence(oid(oids.data)),
    setOf(parts.certificates, 0xa0),
    der(tags.set, signerInfo),
  )))
}
