import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { ExpectedError } from '../../../shared/contract/errors'

/**
 * A private key at rest: PKCS#8 under AES-256-GCM, the key of which comes from the passphrase by
 * scrypt (N = 2^17, r = 8, p = 1: 128 MB and about half a second per guess).
 */
export const sealedSchema = z.object({ kdf: z.literal('scrypt'), n: z.int().max(1 << 20), r: z.int().max(16), p: z.int().max(4), salt: z.base64(), iv: z.base64(), tag: z.base64(), data: z.base64() })
export type Sealed = z.infer<typeof sealedSchema>

/** Seals PKCS#8 DER with a passphrase. */
export async function sealKey(pkcs8: Uint8Array, passphrase: string): Promise<Sealed> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)]
  const cost = { n: 1 << 17, r: 8, p: 1 }
  const cipher = createCipheriv('aes-256-gcm', await deriveKey(passphrase, salt, cost), iv)
  const data = Buffer.concat([cipher.update(pkcs8), cipher.final()])
  return { kdf: 'scrypt', ...cost, salt: salt.toString('base64'), iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') }
}

/** Opens it again. @throws ExpectedError `identity.passphrase` when the passphrase is wrong. */
export async function openKey(sealed: Sealed, passphrase: string): Promise<Buffer> {
  const key = await deriveKey(passphrase, Buffer.from(sealed.salt, 'base64'), sealed)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), { authTagLength: 16 })
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()])
  } catch {
    throw new ExpectedError('identity.passphrase', 'The passphrase does not open this identity.', { remedy: 'Type it again.' })
  }
}

function deriveKey(passphrase: string, salt: Buffer, { n, r, p }: { readonly n: number; readonly r: number; readonly p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same passphrase typed on another keyboard layout or system gives the same bytes.
    scrypt(passphrase.normalize('NFKC'), salt, 32, { N: n, r, p, maxmem: 256 * n * r }, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}
