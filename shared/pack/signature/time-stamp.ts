import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ExpectedError } from '../../contract/errors'
import { canonicalSignature, digest, digestOfOid, oids, sha256Identifier, signatureIdentifierFor, verifySignature } from './algorithms'
import type { Digest } from './algorithms'
import { readCertificate } from './certificate'
import type { Certificate } from './certificate'
import { boolean, concat, context, der, integer, octets, oid, sameBytes, sequence, setOf, tags } from './der'
import { children, expectTag, readDer, readOid, readTime, refuseDer } from './der-read'
import type { DerNode } from './der-read'

function refuse(code: string, sentence: string): never {
  throw new ExpectedError(`time-stamp.${code}`, sentence)
}

/**
 * The request for a time stamp over a signature value (RFC 3161 TimeStampReq): what a `.tsq` file
 * holds. The hash of the signature leaves the room, nothing else.
 */
export function timeStampRequest(signature: Uint8Array): Uint8Array {
  return sequence(integer(1), sequence(sha256Identifier(), octets(sha256(signature))), boolean(true))
}

/** What a token says, taken apart; `buildToken` makes the same bytes of it. */
export interface Token {
  readonly time: Date
  /** Hash that was stamped, and by which algorithm. */
  readonly imprint: Uint8Array
  readonly imprintDigest: Digest
  /** Signer first, then its chain. */
  readonly certificates: readonly Certificate[]
  readonly parts: TokenParts
}

interface TokenParts {
  readonly info: Uint8Array
  readonly certificates: readonly Uint8Array[]
  readonly digest: Digest
  /** The signed attributes as a SET OF, as they were hashed. */
  readonly attributes: Uint8Array
  readonly signature: Uint8Array
}

/** The token inside a TimeStampResp (`.tsr`), or the token itself, in the one form packs keep. */
export function tokenOfResponse(response: Uint8Array, further: readonly Uint8Array[] = []): Uint8Array {
  const members = children(expectTag(readDer(response), tags.sequence))
  let token = response
  if (members[0]?.tag === tags.sequence) {
    const granted = children(members[0])[0]?.content
    if (granted?.length !== 1 || granted[0]! > 1 || members[1] === undefined) refuse('refused', 'The time-stamp authority did not grant a time stamp.')
    token = members[1].bytes
  }
  return buildToken(trimmed(readParts(token), further))
}

/** Keeps the signer's certificate and, where it reaches a self-issued root, its chain: nothing that no signature covers. */
function trimmed(parts: TokenParts, further: readonly Uint8Array[]): TokenParts {
  const pool = [...parts.certificates, ...further].map(readCertificate)
  const signer = signerOf(parts, pool)
  const chain = [signer]
  for (let top = signer; !sameBytes(top.issuer, top.subject) && chain.length < 8;) {
    const next = pool.find((candidate) => sameBytes(candidate.subject, top.issuer) && !chain.includes(candidate))
    if (next === undefined) return { ...parts, certificates: [signer.der] }
    chain.push(next)
    top = next
  }
  return { ...parts, certificates: chain.map((certificate) => certificate.der) }
}

/** Reads a token in the form packs keep. @throws ExpectedError `time-stamp.*` or `der.*`. */
export function readToken(bytes: Uint8Array): Token {
  const parts = readParts(bytes)
  if (!sameBytes(buildToken(parts), bytes)) refuse('form', 'The time stamp is not in the form that packs keep; something in it was changed or added.')
  const certificates = parts.certificates.map(readCertificate)
  if (signerOf(parts, certificates) !== certificates[0]) refuse('certificate', 'The time stamp does not begin with the certificate it was made with.')
  const top = certificates.at(-1)!
  if (certificates.length > 1 && !sameBytes(top.issuer, top.subject)) refuse('certificate', 'The chain of the time stamp does not end in a root; nothing would show a change in it.')
  const [, , imprint, , time] = children(readDer(parts.info))
  const [algorithm, hash] = children(expectTag(imprint, tags.sequence))
  const imprintDigest = digestOfOid(readOid(children(expectTag(algorithm, tags.sequence))[0])) ?? refuse('weak-hash', 'The time stamp is over a hash that no longer counts.')
  return { time: readStampTime(time), imprint: expectTag(hash, tags.octetString).content, imprintDigest, certificates, parts }
}

/** True when the token's signature holds and it stamps `signature`. */
export async function tokenHolds(token: Token, signature: Uint8Array): Promise<boolean> {
  const { parts, certificates } = token
  const contentDigest = attributesOf(parts.attributes).get(oids.messageDigest)
  return sameBytes(await digest(token.imprintDigest, signature), token.imprint)
    && contentDigest !== undefined && sameBytes(expectTag(contentDigest, tags.octetString).content, await digest(parts.digest, parts.info))
    && await verifySignature(certificates[0]!.key, parts.digest, parts.signature, parts.attributes)
}

/** GeneralizedTime, with a fraction of seconds where the authority gives one. */
function readStampTime(node: DerNode | undefined): Date {
  const text = String.fromCharCode(...expectTag(node, tags.generalizedTime).content)
  const fraction = /^(\d{14})\.(\d{1,9})Z$/u.exec(text)
  if (fraction === null) return readTime(node)
  const whole = readTime(readDer(der(tags.generalizedTime, Uint8Array.from(`${fraction[1]!}Z`, (character) => character.charCodeAt(0)))))
  return new Date(whole.getTime() + Math.floor(Number(`0.${fraction[2]!}`) * 1000))
}

function readParts(bytes: Uint8Array): TokenParts {
  const [type, wrapped] = children(expectTag(readDer(bytes), tags.sequence))
  if (readOid(type) !== oids.signedData || wrapped === undefined) refuse('type', 'The time stamp is not a CMS SignedData.')
  const [, , content, ...rest] = children(expectTag(children(expectTag(wrapped, 0xa0))[0], tags.sequence))
  const [contentType, encapsulated] = children(expectTag(content, tags.sequence))
  if (readOid(contentType) !== oids.timeStampInfo || encapsulated === undefined) refuse('type', 'The time stamp does not hold what a time stamp must hold.')
  const info = expectTag(children(expectTag(encapsulated, 0xa0))[0], tags.octetString).content
  const certificateSet = rest.find((node) => node.tag === 0xa0)
  if (certificateSet === undefined) refuse('certificate', 'The time stamp does not hold its authority\'s certificate.')
  const signers = children(expectTag(rest.at(-1), tags.set))
  const signer = signers.length === 1 ? children(expectTag(signers[0], tags.sequence)) : refuse('signers', 'The time stamp does not have exactly one signer.')
  const [, , digestIdentifier, attributeSet, , value] = signer
  const name = digestOfOid(readOid(children(expectTag(digestIdentifier, tags.sequence))[0])) ?? refuse('weak-hash', 'The time stamp uses a hash that no longer counts.')
  const attributes = der(tags.set, expectTag(attributeSet, 0xa0).content)
  const kind = attributesOf(attributes).get(oids.contentType)
  if (kind === undefined || readOid(kind) !== oids.timeStampInfo) refuse('type', 'The time stamp signs something else than a time stamp.')
  return { info, certificates: children(certificateSet).map((node) => node.bytes), digest: name, attributes, signature: expectTag(value, tags.octetString).content }
}

function attributesOf(set: Uint8Array): ReadonlyMap<string, DerNode> {
  const out = new Map<string, DerNode>()
  for (const attribute of children(readDer(set))) {
    const [type, values] = children(attribute)
    const [value, ...more] = children(expectTag(values, tags.set))
    const name = readOid(type)
    if (value === undefined || more.length > 0 || out.has(name)) refuseDer('shape', 'An attribute does not have exactly one value.')
    out.set(name, value)
  }
  return out
}

/** The certificate that signing-certificate (v1 or v2) names. */
function signerOf(parts: TokenParts, pool: readonly Certificate[]): Certificate {
  const attributes = attributesOf(parts.attributes)
  const second = attributes.get(oids.signingCertificateV2)
  const either = second ?? attributes.get(oids.signingCertificate) ?? refuse('certificate', 'The time stamp does not name the certificate it was made with.')
  const reference = children(children(children(either)[0]!)[0]!)
  const named = second !== undefined && reference[0]?.tag === tags.sequence ? digestOfOid(readOid(children(reference[0])[0])) : null
  if (named !== null && named !== 'SHA-256') refuse('certificate', 'The time stamp names its certificate by a hash that is not supported.')
  const hash = (named === null ? reference[0] : reference[1])?.content ?? new Uint8Array()
  const found = pool.find((certificate) => sameBytes(second === undefined ? sha1(certificate.der) : sha256(certificate.der), hash))
  return found ?? refuse('certificate', 'The time stamp does not hold the certificate it was made with.')
}

function buildToken(parts: TokenParts): Uint8Array {
  const signer = readCertificate(parts.certificates[0]!)
  const identifier = sequence(oid(digestIdentifiers[parts.digest]))
  const signerInfo = sequence(
    integer(1), sequence(signer.issuer, signer.serial), identifier,
    concat([Uint8Array.of(0xa0), parts.attributes.subarray(1)]),
    signatureIdentifierFor(signer.key.algorithm, parts.digest), octets(canonicalSignature(signer.key.algorithm, parts.signature)),
  )
  return sequence(oid(oids.signedData), context(0, sequence(
    integer(3), setOf([identifier]), sequence(oid(oids.timeStampInfo), context(0, octets(parts.info))),
    der(0xa0, ...parts.certificates), der(tags.set, signerInfo),
  )))
}

const digestIdentifiers: Readonly<Record<Digest, string>> = { 'SHA-256': oids.sha256, 'SHA-384': oids.sha384, 'SHA-512': oids.sha512 }
