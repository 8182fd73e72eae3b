import { createPrivateKey, sign, type KeyObject } from 'node:crypto'

/** SHA-256 signature: ECDSA as DER sequence, RSA as PKCS#1 v1.5. */
export function signBytes(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(sign('sha256', bytes, key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'der' } : key))
}

/** The key object of PKCS#8 DER. */
export function importKey(pkcs8: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
}
