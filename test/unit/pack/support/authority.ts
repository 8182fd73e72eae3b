import { randomBytes } from 'node:crypto'
import { extension, extensions, readPublicKey, signatureIdentifier } from '../../../../shared/pack/signature/algorithms'
import { bitString, boolean, context, integer, oid, sequence, time } from '../../../../shared/pack/signature/der'
import { distinguishedName } from '../../../../shared/pack/signature/self-issue'
import { keyPair, signerOf, validFrom, validTo } from './identity'
import type { TestIdentity } from './identity'

export interface Issue {
  readonly name: string
  readonly organisation?: string
  readonly issuer?: TestIdentity
  readonly authority?: boolean
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** Extended key usages; `critical` as RFC 3161 wants it. */
  readonly usages?: readonly string[]
}

/** A certificate from a test authority, or the authority itself (RSA, since its key is used often). */
export async function issue({ name, organisation = 'Test', issuer, authority = false, notBefore = validFrom, notAfter = validTo, usages = [] }: Issue): Promise<TestIdentity> {
  const algorithm = authority ? 'RSA' as const : 'ECDSA P-256' as const
  const { privateKey, spki } = keyPair(algorithm)
  const sign = signerOf(privateKey)
  const subject = distinguishedName(name, organisation)
  const issuerName = issuer === undefined ? subject : distinguishedName(issuer.name, organisation)
  const identifier = signatureIdentifier(issuer?.algorithm ?? readPublicKey(spki).algorithm)
  const body = sequence(
    context(0, integer(2)), integer(new Uint8Array([1, ...randomBytes(8)])), identifier, issuerName, sequence(time(notBefore), time(notAfter)), subject, spki,
    extensions(
      extension('2.5.29.19', true, authority ? sequence(boolean(true)) : sequence()),
      extension('2.5.29.15', true, authority ? bitString(Uint8Array.of(0x06), 1) : bitString(Uint8Array.of(0xc0), 6)),
      ...(usages.length === 0 ? [] : [extension('2.5.29.37', true, sequence(...usages.map((usage) => oid(usage))))]),
    ),
  )
  const certificate = sequence(body, identifier, bitString(await (issuer?.sign ?? sign)(body)))
  return { name, algorithm, privateKey, sign, certificates: [certificate, ...(issuer?.certificates ?? [])] }
}
