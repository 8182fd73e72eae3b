import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { selfIssuedCertificate } from '../../../shared/pack/signature/self-issue'
import type { KeyMaterial } from './key-material'

const years = 5

/**
 * Makes an identity here: ECDSA P-256 with a self-issued certificate of five years. Whoever
 * verifies a pack knows it by its fingerprint only.
 */
export async function makeIdentity(name: string, organisation: string, now: Date): Promise<KeyMaterial> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // Whole seconds: a certificate has no fractions, and a signature of this second must not precede it.
  const notBefore = new Date(Math.floor(now.getTime() / 1000) * 1000)
  const notAfter = new Date(notBefore)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years)
  const certificate = await selfIssuedCertificate({
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    name,
    organisation,
    notBefore,
    notAfter,
    serial: new Uint8Array(randomBytes(16)),
    sign: (bytes) => Promise.resolve(signBytes(privateKey, bytes)),
  })
  return { pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }), certificates: [certificate] }
}

/** SHA-256 signature: ECDSA as DER sequence, RSA as PKCS#1 v1.5. */
export function signBytes(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(sign('sha256', bytes, key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'der' } : key))
}

/** The key object of PKCS#8 DER. */
export function importKey(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
}
