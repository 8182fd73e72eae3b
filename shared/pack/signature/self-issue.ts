import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalSignature, extension, extensions, keyBits, readPublicKey, signatureIdentifier } from './algorithms'
import { bitString, context, der, integer, octets, oid, sequence, setOf, tags, time, utf8 } from './der'

/** What a self-issued certificate says. It is known only to whoever trusts its fingerprint. */
export interface SelfIssue {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
  readonly name: string
  readonly organisation: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** 16 random bytes. */
  readonly serial: Uint8Array
  /** Signs with SHA-256: ECDSA as DER sequence, RSA as PKCS#1 v1.5. */
  readonly sign: (signedPart: Uint8Array) => Promise<Uint8Array>
}

/**
 * Builds a self-issued X.509 v3 certificate for signing documents: not an authority, key usage
 * digitalSignature and nonRepudiation. Source: RFC 5280.
 * @returns DER.
 */
export async function selfIssuedCertificate(issue: SelfIssue): Promise<Uint8Array> {
  const key = readPublicKey(issue.spki)
  const algorithm = signatureIdentifier(key.algorithm)
  const name = distinguishedName(issue.name, issue.organisation)
  const serial = Uint8Array.from(issue.serial)
  serial[0] = (serial[0]! & 0x7f) | 0x40
  const keyId = sha256(keyBits(issue.spki)).subarray(0, 20)
  const signedPart = sequence(
    context(0, integer(2)), integer(serial), algorithm, name,
    sequence(time(issue.notBefore), time(issue.notAfter)), name, issue.spki,
    extensions(
      extension('2.5.29.19', true, sequence()),
      extension('2.5.29.15', true, bitString(Uint8Array.of(0xc0), 6)),
      extension('2.5.29.14', false, octets(keyId)),
      extension('2.5.29.35', false, sequence(der(0x80, keyId))),
    ),
  )
  const signature = canonicalSignature(key.algorithm, await issue.sign(signedPart))
  return sequence(signedPart, algorithm, bitString(signature))
}

/** Organisation (where given) and common name, UTF-8. */
export function distinguishedName(commonName: string, organisation: string): Uint8Array {
  const part = (type: string, text: string): Uint8Array => setOf([sequence(oid(type), utf8(text))], tags.set)
  return sequence(...(organisation === '' ? [] : [part('2.5.4.10', organisation)]), part('2.5.4.3', commonName))
}
