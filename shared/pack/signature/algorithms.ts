import { context, der, integer, nullValue, octets, oid, sequence, tags } from './der'
import { children, expectTag, readDer, readInteger, refuseDer } from './der-read'

/** Object identifiers used in signatures, certificates and time stamps. */
export const oids = {
  data: '1.2.840.113549.1.7.1', signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3', messageDigest: '1.2.840.113549.1.9.4', signingCertificateV2: '1.2.840.113549.1.9.16.2.47', signingCertificate: '1.2.840.113549.1.9.16.2.12',
  timeStampToken: '1.2.840.113549.1.9.16.2.14', timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  sha1: '1.3.14.3.2.26', sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3',
  rsa: '1.2.840.113549.1.1.1', rsaSha256: '1.2.840.113549.1.1.11', rsaSha384: '1.2.840.113549.1.1.12', rsaSha512: '1.2.840.113549.1.1.13',
  ecKey: '1.2.840.10045.2.1', p256: '1.2.840.10045.3.1.7', p384: '1.3.132.0.34',
  ecdsaSha256: '1.2.840.10045.4.3.2', ecdsaSha384: '1.2.840.10045.4.3.3', ecdsaSha512: '1.2.840.10045.4.3.4',
} as const

/** Keys that may sign; the same words as identities use across the border to main. */
export type SigningAlgorithm = 'ECDSA P-256' | 'ECDSA P-384' | 'RSA'
export type Digest = 'SHA-256' | 'SHA-384' | 'SHA-512'

/** A public key as the signature maths needs it. */
export interface PublicKey {
  readonly algorithm: SigningAlgorithm
  /** Size of the modulus or of the curve, in bits. */
  readonly bits: number
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array
}

/** SHA-2 by WebCrypto, which every host has. */
export async function digest(name: Digest, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest(name, bytes as Uint8Array<ArrayBuffer>))
}

/** Reads a SubjectPublicKeyInfo. @throws ExpectedError `der.key` for keys that PDF readers do not take. */
export function readPublicKey(spki: Uint8Array): PublicKey {
  const [algorithm, key] = children(readDer(spki))
  const bits = expectTag(key, tags.bitString).content.subarray(1)
  const identifier = algorithm?.bytes ?? new Uint8Array()
  if (same(identifier, keyIdentifiers['ECDSA P-256'])) return { algorithm: 'ECDSA P-256', bits: 256, spki }
  if (same(identifier, keyIdentifiers['ECDSA P-384'])) return { algorithm: 'ECDSA P-384', bits: 384, spki }
  if (!same(identifier, keyIdentifiers.RSA)) refuseDer('key', 'The key is neither RSA nor ECDSA on P-256 or P-384.')
  const modulus = readInteger(children(readDer(bits))[0])
  return { algorithm: 'RSA', bits: modulus.length * 8 - Math.clz32(modulus[0]!) + 24, spki }
}

const keyIdentifiers: Readonly<Record<SigningAlgorithm, Uint8Array>> = {
  'ECDSA P-256': sequence(oid(oids.ecKey), oid(oids.p256)),
  'ECDSA P-384': sequence(oid(oids.ecKey), oid(oids.p384)),
  RSA: sequence(oid(oids.rsa), nullValue()),
}

/** AlgorithmIdentifier of a signature with SHA-256, as written into CMS and certificates. */
export const signatureIdentifier = (algorithm: SigningAlgorithm): Uint8Array => signatureIdentifierFor(algorithm, 'SHA-256')

/** The same for any SHA-2. */
export function signatureIdentifierFor(algorithm: SigningAlgorithm, hash: Digest): Uint8Array {
  const bits = hash.slice(4) as '256' | '384' | '512'
  return algorithm === 'RSA' ? sequence(oid(oids[`rsaSha${bits}`]), nullValue()) : sequence(oid(oids[`ecdsaSha${bits}`]))
}

/** AlgorithmIdentifier of SHA-256 without parameters. */
export const sha256Identifier = (): Uint8Array => sequence(oid(oids.sha256))

const digestByOid: Readonly<Record<string, Digest>> = {
  [oids.rsaSha256]: 'SHA-256', [oids.rsaSha384]: 'SHA-384', [oids.rsaSha512]: 'SHA-512',
  [oids.ecdsaSha256]: 'SHA-256', [oids.ecdsaSha384]: 'SHA-384', [oids.ecdsaSha512]: 'SHA-512',
}

/** The hash a signature algorithm uses; null for SHA-1, MD5 and what is unknown. */
export const digestOfSignature = (identifier: string): Digest | null => digestByOid[identifier] ?? null

const digestOids: Readonly<Record<string, Digest>> = { [oids.sha256]: 'SHA-256', [oids.sha384]: 'SHA-384', [oids.sha512]: 'SHA-512' }

/** The hash an identifier names; null for SHA-1, MD5 and what is unknown. */
export const digestOfOid = (identifier: string): Digest | null => digestOids[identifier] ?? null

/**
 * Checks a signature (ECDSA as DER sequence, RSA PKCS#1 v1.5). False for a wrong signature and for
 * an ECDSA value in a form other than the one shortest.
 */
export async function verifySignature(key: PublicKey, hash: Digest, signature: Uint8Array, message: Uint8Array): Promise<boolean> {
  try {
    const data = message as Uint8Array<ArrayBuffer>
    if (key.algorithm === 'RSA') {
      const imported = await crypto.subtle.importKey('spki', key.spki as Uint8Array<ArrayBuffer>, { name: 'RSASSA-PKCS1-v1_5', hash }, false, ['verify'])
      return await crypto.subtle.verify('RSASSA-PKCS1-v1_5', imported, signature as Uint8Array<ArrayBuffer>, data)
    }
    const namedCurve = key.algorithm === 'ECDSA P-256' ? 'P-256' : 'P-384'
    const imported = await crypto.subtle.importKey('spki', key.spki as Uint8Array<ArrayBuffer>, { name: 'ECDSA', namedCurve }, false, ['verify'])
    return await crypto.subtle.verify({ name: 'ECDSA', hash }, imported, fixedWidth(signature, key.bits / 8), data)
  } catch {
    return false
  }
}

/** r ‖ s in fixed width, as WebCrypto wants it, from the DER sequence. */
function fixedWidth(signature: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  // The tag too: another one around the same two numbers would be a second file that verifies.
  const members = children(expectTag(readDer(signature), tags.sequence))
  if (members.length !== 2) refuseDer('shape', 'An ECDSA signature does not have two numbers.')
  const out = new Uint8Array(2 * width)
  members.forEach((member, i) => {
    const number = readInteger(member)
    if (number.length > width) refuseDer('shape', 'An ECDSA signature is too long.')
    out.set(number, (i + 1) * width - number.length)
  })
  return out
}

const orders: Readonly<Record<'ECDSA P-256' | 'ECDSA P-384', bigint>> = {
  'ECDSA P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'ECDSA P-384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
}

/**
 * ECDSA knows two valid signatures for each: (r, s) and (r, n − s). Packs hold the lower s, so that
 * no second file verifies. RSA passes unchanged.
 */
export function canonicalSignature(algorithm: SigningAlgorithm, signature: Uint8Array): Uint8Array {
  if (algorithm === 'RSA') return signature
  const [r, s] = children(expectTag(readDer(signature), tags.sequence)).map(readInteger)
  const value = [...(s ?? [])].reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  const order = orders[algorithm]
  if (r === undefined || value <= order / 2n) return signature
  const hex = (order - value).toString(16)
  return sequence(integer(r), integer(Uint8Array.from((hex.length % 2 === 0 ? hex : `0${hex}`).match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16))))
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/** Extension of a certificate. */
export function extension(identifier: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(identifier), ...(critical ? [der(tags.boolean, Uint8Array.of(255))] : []), octets(value))
}

/** `[3]` explicit around a list of extensions. */
export const extensions = (...items: readonly Uint8Array[]): Uint8Array => context(3, sequence(...items))

/** SubjectPublicKeyInfo's key bits as a BIT STRING's content. */
export function keyBits(spki: Uint8Array): Uint8Array {
  return expectTag(children(readDer(spki))[1], tags.bitString).content.subarray(1)
}
