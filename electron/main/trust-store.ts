import { z } from 'zod'
import { ExpectedError } from '../../shared/contract/errors'
import type { TrustedCertificate } from '../../shared/contract/ipc'
import { readCertificate } from '../../shared/pack/signature/certificate'
import type { JsonStore } from './json-store'

/** Certificates the person trusts, as base64 of their DER; the newest last. */
export const trustSchema = z.array(z.string())

/** More than these were not chosen one by one by a person. */
const mostCertificates = 200

/** The certificates this person trusts, kept with the user's data: whom to trust is never read from a pack. */
export class TrustStore {
  readonly #file: JsonStore<string[]>

  constructor(file: JsonStore<string[]>) {
    this.#file = file
  }

  /** Every certificate that can still be read. */
  async list(): Promise<TrustedCertificate[]> {
    return (await this.#file.read()).flatMap((text) => {
      try {
        return [describe(new Uint8Array(Buffer.from(text, 'base64')))]
      } catch {
        return []
      }
    })
  }

  /** Adds every certificate of a PEM or DER file. @throws ExpectedError `trust.not` when it holds none. */
  async add(bytes: Uint8Array, name: string): Promise<void> {
    const texts = readCertificates(bytes, name).map((der) => Buffer.from(der).toString('base64'))
    await this.#file.update((known) => [...known.filter((text) => !texts.includes(text)), ...texts].slice(-mostCertificates))
  }

  async remove(fingerprint: string): Promise<void> {
    const gone = (await this.list()).filter((certificate) => certificate.fingerprint === fingerprint).map(({ der }) => Buffer.from(der).toString('base64'))
    await this.#file.update((known) => known.filter((text) => !gone.includes(text)))
  }
}

function describe(der: Uint8Array): TrustedCertificate {
  const { fingerprint, subjectName, issuerName, authority, notAfter } = readCertificate(der)
  return { fingerprint, name: subjectName, issuer: issuerName, authority, notAfter: notAfter.toISOString(), der }
}

/** The certificates of a PEM or DER file, each one readable. @throws ExpectedError `trust.not` when it holds none. */
export function readCertificates(bytes: Uint8Array, name: string): readonly Uint8Array[] {
  const found = certificatesIn(bytes)
  try {
    found.forEach(readCertificate)
  } catch (error) {
    throw new ExpectedError('trust.not', `${name} is not a certificate: ${error instanceof Error ? error.message : String(error)}`, { file: name, remedy: 'Choose a certificate as PEM or DER (.crt, .cer, .pem), not a PKCS#12 file.' })
  }
  return found
}

/** The DER of each PEM block, or the file itself. */
function certificatesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const blocks = [...Buffer.from(bytes).toString('latin1').matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/gu)]
  return blocks.length === 0 ? [bytes] : blocks.map(([, text = '']) => new Uint8Array(Buffer.from(text.replaceAll(/\s/gu, ''), 'base64')))
}
