import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { selfIssuedCertificate } from '../../../shared/pack/signature/self-issue'
import type { KeyMaterial } from './key-material'
import { signBytes } from './private-key'

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
