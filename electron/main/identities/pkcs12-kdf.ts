import { createHash } from 'node:crypto'

/** What derived bytes are for (RFC 7292 B.3). */
export type KdfPurpose = 'key' | 'iv' | 'mac'
const purposeIds: Readonly<Record<KdfPurpose, number>> = { key: 1, iv: 2, mac: 3 }

/** A password as PKCS#12's own derivation wants it: UTF-16 big-endian with a closing zero. */
export function bmpPassword(password: string): Buffer {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/**
 * The key derivation of PKCS#12 (RFC 7292 B.2).
 * @param hash name for node:crypto; its block length is 64 bytes up to SHA-256, 128 above.
 */
export function pkcs12Kdf(hash: string, password: Buffer, salt: Uint8Array, iterations: number, purpose: KdfPurpose, length: number): Buffer {
  const block = /384|512/.test(hash) ? 128 : 64
  const filled = (bytes: Uint8Array): Buffer => {
    const out = Buffer.alloc(block * Math.ceil(bytes.length / block))
    for (let i = 0; i < out.length; i++) out[i] = bytes[i % bytes.length]!
    return out
  }
  const diversifier = Buffer.alloc(block, purposeIds[purpose])
  const input = Buffer.concat([filled(salt), filled(password)])
  const parts: Buffer[] = []
  for (let have = 0; have < length;) {
    let digest = createHash(hash).update(diversifier).update(input).digest()
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
    parts.push(digest)
    have += digest.length
    addToBlocks(input, filled(digest).subarray(0, block), block)
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** Each block of `input` := block + addend + 1, modulo 2^(8·block). */
function addToBlocks(input: Buffer, addend: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let i = block - 1; i >= 0; i--) {
      carry += input[start + i]! + addend[i]!
      input[start + i] = carry & 0xff
      carry >>= 8
    }
  }
}
