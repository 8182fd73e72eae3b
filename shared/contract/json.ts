import canonicalize from 'canonicalize'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Any value that RFC 8785 canonical JSON can carry. NaN and ±∞ are not JSON: use `null` and say why. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * RFC 8785 canonical JSON: sorted keys, shortest round-trip numbers, no white space.
 * @throws when the value holds NaN, ±∞ or something JSON has no word for.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new Error('The value has no canonical JSON form.')
  return text
}

/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8 bytes. */
export function sha256Hex(data: Uint8Array | string): string {
  return bytesToHex(sha256(typeof data === 'string' ? utf8ToBytes(data) : data))
}

/** Identity of a JSON value: SHA-256 of its canonical form. */
export function hashOfJson(value: unknown): string {
  return sha256Hex(canonicalJson(value))
}
