import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { ExpectedError } from '../../../shared/contract/errors'
import type { Identity } from '../../../shared/contract/ipc'
import { readCertificate } from '../../../shared/pack/signature/certificate'
import { importKey } from './private-key'

/** A private key with its certificates, signer first. In memory of main only, for as short as can be. */
export interface KeyMaterial {
  readonly pkcs8: Uint8Array
  readonly certificates: readonly Uint8Array[]
}

export interface Inspection {
  /** What the certificate says of the signer. */
  readonly facts: Omit<Identity, 'id' | 'origin' | 'osProtected' | 'warnings'>
  /** What is allowed today but should not be relied on. */
  readonly warnings: readonly string[]
}

/**
 * Checks that a key and its certificate can sign packs, and reads what a person should see.
 * @throws ExpectedError for a CA certificate, RSA below 2048 bits, another curve or key type, a
 * certificate that is not yet or no longer valid, or a key that does not belong to the certificate.
 */
export function inspectKeyMaterial({ pkcs8, certificates }: KeyMaterial, now: Date, file: string): Inspection {
  const der = certificates[0]!
  const x509 = new X509Certificate(der)
  const key = importKey(pkcs8)
  const refuse = (code: string, sentence: string, remedy: string): never => {
    throw new ExpectedError(code, sentence, { file, remedy })
  }
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  if (!publicKey.equals(x509.publicKey.export({ type: 'spki', format: 'der' }))) refuse('identity.mismatch', `The private key in ${file} does not belong to its certificate.`, 'Export the identity again.')
  if (x509.ca) refuse('identity.ca', `The certificate in ${file} is a certificate authority; an authority does not sign documents.`, 'Use a personal signing certificate.')
  const algorithm = algorithmOf(key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve)
  if (algorithm === null) return refuse('identity.key-type', `The key in ${file} is of a type that PDF readers do not take (${key.asymmetricKeyType ?? 'unknown'} ${key.asymmetricKeyDetails?.namedCurve ?? ''}).`, 'Use RSA of 3072 bits or more, or ECDSA P-256 or P-384.')
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (algorithm === 'RSA' && bits < 2048) refuse('identity.weak-key', `The RSA key in ${file} has ${bits} bits; below 2048 a signature proves nothing today.`, 'Use a key of 3072 bits or more.')
  const { notBefore, notAfter, keyUsage, subjectName, commonName } = readCertificate(der)
  if (now < notBefore) refuse('identity.not-yet', `The certificate in ${file} is valid only from ${notBefore.toISOString()}.`, 'Check this computer’s clock.')
  if (now > notAfter) refuse('identity.expired', `The certificate in ${file} expired on ${notAfter.toISOString()}.`, 'Use a certificate that is valid today.')
  if (keyUsage !== null && !keyUsage.includes(0) && !keyUsage.includes(1)) refuse('identity.usage', `The certificate in ${file} does not allow signing.`, 'Use a signing certificate.')
  return {
    facts: {
      name: commonName,
      organisation: organisationOf(subjectName, commonName),
      fingerprint: createHash('sha256').update(der).digest('hex'),
      algorithm,
      notBefore: notBefore.toISOString(),
      notAfter: notAfter.toISOString(),
    },
    warnings: algorithm === 'RSA' && bits < 3072 ? [`The RSA key has ${bits} bits; 3072 or more are asked for today.`] : [],
  }
}

function algorithmOf(type: string | undefined, curve: string | undefined): Identity['algorithm'] | null {
  if (type === 'rsa') return 'RSA'
  if (type !== 'ec') return null
  if (curve === 'prime256v1' || curve === 'P-256') return 'ECDSA P-256'
  return curve === 'secp384r1' || curve === 'P-384' ? 'ECDSA P-384' : null
}

/** `describeName` of the certificate reader gives "common name, organisation, country". */
function organisationOf(subjectName: string, commonName: string): string {
  return subjectName.startsWith(`${commonName}, `) ? subjectName.slice(commonName.length + 2) : ''
}
