import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { selfIssuedCertificate } from '../../../../shared/pack/signature/self-issue'
import type { SigningAlgorithm } from '../../../../shared/pack/signature/algorithms'

/** A person who can sign, made afresh for each test run; no private key is ever committed. */
export interface TestIdentity {
  readonly name: string
  readonly algorithm: SigningAlgorithm
  readonly certificates: readonly Uint8Array[]
  readonly privateKey: KeyObject
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
}

export const validFrom = new Date('2025-01-01T00:00:00Z')
export const validTo = new Date('2030-01-01T00:00:00Z')

export function keyPair(algorithm: SigningAlgorithm, bits = 2048): { privateKey: KeyObject; spki: Uint8Array } {
  const { privateKey } = algorithm === 'RSA'
    ? generateKeyPairSync('rsa', { modulusLength: bits })
    : generateKeyPairSync('ec', { namedCurve: algorithm === 'ECDSA P-256' ? 'P-256' : 'P-384' })
  return { privateKey, spki: new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' })) }
}

export function signerOf(privateKey: KeyObject): (bytes: Uint8Array) => Promise<Uint8Array> {
  return (bytes) => Promise.resolve(new Uint8Array(sign('sha256', bytes, privateKey)))
}

/** A self-issued identity, as the app makes them. */
export async function selfIssued(name: string, algorithm: SigningAlgorithm = 'ECDSA P-256', options: { notBefore?: Date; notAfter?: Date; bits?: number } = {}): Promise<TestIdentity> {
  const { privateKey, spki } = keyPair(algorithm, options.bits)
  const sign = signerOf(privateKey)
  const certificate = await selfIssuedCertificate({
    spki, name, organisation: 'Countersign Test', notBefore: options.notBefore ?? validFrom, notAfter: options.notAfter ?? validTo,
    serial: new Uint8Array(randomBytes(16)), sign,
  })
  return { name, algorithm, certificates: [certificate], privateKey, sign }
}
