import { createDecipheriv, pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { bytesOf, childrenOf, intOf, oidOf, type Node } from './ber'
import { bmpPassword, pkcs12Kdf } from './pkcs12-kdf'
import { decryptRc2Cbc } from './rc2'

/** Thrown for algorithms that are not read here; the caller names the file. */
export class UnsupportedCipher extends Error {}

const ciphers: Readonly<Record<string, readonly [name: string, keyLength: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
}

const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1', '1.2.840.113549.2.9': 'sha256', '1.2.840.113549.2.10': 'sha384', '1.2.840.113549.2.11': 'sha512',
}

/** More than this is an attack on the clock, not a protection. */
const maxIterations = 10_000_000

/**
 * Decrypts what a PKCS#12 AlgorithmIdentifier says: PBES2 (PBKDF2 or scrypt; AES or 3DES) and the
 * older PBE with SHA-1 (3DES, RC2). @throws UnsupportedCipher; any other error is a wrong password.
 */
export async function decryptPbe(algorithm: Node, data: Uint8Array, password: string): Promise<Uint8Array> {
  const [oid, params] = childrenOf(algorithm)
  const identifier = oidOf(oid)
  if (identifier === '1.2.840.113549.1.5.13') return decryptPbes2(params, data, password)
  const older = /^1\.2\.840\.113549\.1\.12\.1\.([3456])$/.exec(identifier)?.[1]
  if (older === undefined) throw new UnsupportedCipher(`encryption ${identifier}`)
  const [salt, rounds] = childrenOf(params)
  const iterations = checkedIterations(intOf(rounds))
  const derive = (purpose: 'key' | 'iv', length: number): Buffer => pkcs12Kdf('sha1', bmpPassword(password), bytesOf(salt), iterations, purpose, length)
  const iv = derive('iv', 8)
  switch (older) {
    case '3':
      return decrypt('des-ede3-cbc', derive('key', 24), iv, data)
    case '4': {
      const key = derive('key', 16)
      return decrypt('des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)]), iv, data)
    }
    case '5':
      return decryptRc2Cbc(derive('key', 16), 128, iv, data)
    default:
      return decryptRc2Cbc(derive('key', 5), 40, iv, data)
  }
}

async function decryptPbes2(params: Node | undefined, data: Uint8Array, password: string): Promise<Uint8Array> {
  const [kdf, encryption] = childrenOf(params)
  const [cipherOid, iv] = childrenOf(encryption)
  const cipher = ciphers[oidOf(cipherOid)]
  if (cipher === undefined) throw new UnsupportedCipher(`cipher ${oidOf(cipherOid)}`)
  const [name, keyLength] = cipher
  return decrypt(name, await deriveKey(kdf, keyLength, password), bytesOf(iv), data)
}

async function deriveKey(kdf: Node | undefined, keyLength: number, password: string): Promise<Buffer> {
  const [oid, params] = childrenOf(kdf)
  const fields = childrenOf(params)
  const salt = bytesOf(fields[0])
  if (oidOf(oid) === '1.3.6.1.4.1.11591.4.11') {
    const [n, r, p] = fields.slice(1, 4).map(intOf) as [number, number, number]
    if (n * r > 1 << 24) throw new UnsupportedCipher('scrypt of more than 2 GB')
    return promisify<string, Uint8Array, number, object, Buffer>(scrypt)(password, salt, keyLength, { N: n, r, p, maxmem: 256 * n * r })
  }
  if (oidOf(oid) !== '1.2.840.113549.1.5.12') throw new UnsupportedCipher(`key derivation ${oidOf(oid)}`)
  const last = fields.at(-1)
  const prf = last !== undefined && last.idBlock.tagNumber === 16 ? prfs[oidOf(childrenOf(last)[0])] : 'sha1'
  if (prf === undefined) throw new UnsupportedCipher('a hash in its key derivation')
  return promisify(pbkdf2)(password, salt, checkedIterations(intOf(fields[1])), keyLength, prf)
}

export function checkedIterations(iterations: number): number {
  if (iterations < 1 || iterations > maxIterations) throw new UnsupportedCipher(`${iterations} rounds of key derivation`)
  return iterations
}

function decrypt(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(name, key, iv)
  return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]))
}
