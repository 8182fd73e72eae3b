import { createHmac, timingSafeEqual, X509Certificate } from 'node:crypto'
import { ExpectedError } from '../../../shared/contract/errors'
import { bytesOf, childrenOf, intOf, oidOf, parseBer, wholeOf, type Node } from './ber'
import type { KeyMaterial } from './key-material'
import { importKey } from './private-key'
import { checkedIterations, decryptPbe, UnsupportedCipher } from './pkcs12-cipher'
import { bmpPassword, pkcs12Kdf } from './pkcs12-kdf'

const dataOid = '1.2.840.113549.1.7.1'
const encryptedOid = '1.2.840.113549.1.7.6'
const bagOid = '1.2.840.113549.1.12.10.1.'
const x509Oid = '1.2.840.113549.1.9.22.1'
const macHashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512',
}

/**
 * Reads a PKCS#12 file (RFC 7292): its one private key and the certificates, the key's own first,
 * then its issuers upwards. @throws ExpectedError `pkcs12.*` with a sentence for: not such a file,
 * wrong password, no key, two keys, no certificate for the key, an encryption we do not read.
 */
export async function readPkcs12(bytes: Uint8Array, password: string, file: string): Promise<KeyMaterial> {
  const refuse = (code: string, sentence: string, remedy: string): ExpectedError => new ExpectedError(`pkcs12.${code}`, sentence, { file, remedy })
  const parts = readOuter(bytes)
  if (parts === null) throw refuse('not', `${file} is not a PKCS#12 file.`, 'Choose a .p12 or .pfx file.')
  try {
    if (parts.mac !== undefined && !macMatches(parts.mac, parts.content, password)) throw refuse('password', `The password does not open ${file}.`, 'Type it again.')
    const found: Found = { keys: [], certificates: [] }
    for (const info of childrenOf(parseBer(parts.content))) await readSafe(info, password, found)
    return assemble(found, file, refuse)
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    if (error instanceof UnsupportedCipher) throw refuse('cipher', `${file} is protected in a way that is not read here (${error.message}).`, 'Export it again with AES-256.')
    // The check sum, where there is one, was right; without one a wrong password shows only here.
    if (parts.mac === undefined) throw refuse('password', `The password does not open ${file}.`, 'Type it again.')
    throw refuse('damaged', `${file} is damaged.`, 'Export it again.')
  }
}

interface Found {
  readonly keys: Uint8Array[]
  readonly certificates: Uint8Array[]
}

type Refuse = (code: string, sentence: string, remedy: string) => ExpectedError

function readOuter(bytes: Uint8Array): { readonly content: Uint8Array; readonly mac: Node | undefined } | null {
  try {
    const [version, authSafe, mac] = childrenOf(parseBer(bytes))
    const [type, wrapped] = childrenOf(authSafe)
    if (intOf(version) !== 3 || oidOf(type) !== dataOid) return null
    return { content: bytesOf(childrenOf(wrapped)[0]), mac }
  } catch {
    return null
  }
}

function macMatches(mac: Node, content: Uint8Array, password: string): boolean {
  const [info, salt, iterations] = childrenOf(mac)
  const [algorithm, expected] = childrenOf(info)
  const hash = macHashes[oidOf(childrenOf(algorithm)[0])]
  if (hash === undefined) throw new UnsupportedCipher('check sum')
  const rounds = checkedIterations(iterations === undefined ? 1 : intOf(iterations))
  const wanted = bytesOf(expected)
  // "No password" is written in two ways: as an empty text (two zero bytes) or as nothing at all.
  const forms = password === '' ? [bmpPassword(''), Buffer.alloc(0)] : [bmpPassword(password)]
  return forms.some((form) => {
    const key = pkcs12Kdf(hash, form, bytesOf(salt), rounds, 'mac', wanted.length)
    const actual = createHmac(hash, key).update(content).digest()
    return actual.length === wanted.length && timingSafeEqual(actual, wanted)
  })
}

async function readSafe(info: Node, password: string, found: Found): Promise<void> {
  const [type, wrapped] = childrenOf(info)
  const inner = childrenOf(wrapped)[0]
  if (oidOf(type) === dataOid) return readBags(bytesOf(inner), password, found)
  if (oidOf(type) !== encryptedOid) throw new UnsupportedCipher(`content ${oidOf(type)}`)
  const [, algorithm, encrypted] = childrenOf(childrenOf(inner)[1])
  return readBags(await decryptPbe(algorithm!, bytesOf(encrypted), password), password, found)
}

async function readBags(contents: Uint8Array, password: string, found: Found): Promise<void> {
  for (const bag of childrenOf(parseBer(contents))) {
    const [type, wrapped] = childrenOf(bag)
    const value = childrenOf(wrapped)[0]
    switch (oidOf(type)) {
      case `${bagOid}1`:
        found.keys.push(wholeOf(value!))
        break
      case `${bagOid}2`: {
        const [algorithm, encrypted] = childrenOf(value)
        found.keys.push(await decryptPbe(algorithm!, bytesOf(encrypted), password))
        break
      }
      case `${bagOid}3`: {
        const [kind, certificate] = childrenOf(value)
        if (oidOf(kind) === x509Oid) found.certificates.push(bytesOf(childrenOf(certificate)[0]))
        break
      }
      default:
        // Revocation lists, secrets and nested contents are not needed to sign.
        break
    }
  }
}

function assemble({ keys, certificates }: Found, file: string, refuse: Refuse): KeyMaterial {
  const [pkcs8] = keys
  if (pkcs8 === undefined) throw refuse('no-key', `${file} holds no private key, only certificates.`, 'Export it again together with the private key.')
  if (keys.length > 1) throw refuse('two-keys', `${file} holds ${keys.length} private keys; it must hold one, so that it is clear who signs.`, 'Export one identity alone.')
  const key = importKey(pkcs8)
  const all = certificates.map((der) => ({ der, x509: new X509Certificate(der) }))
  const own = all.find(({ x509 }) => x509.checkPrivateKey(key))
  if (own === undefined) throw refuse('no-certificate', `${file} holds no certificate for its private key.`, 'Export it again together with the certificate.')
  const chain = [own]
  for (let last = own; chain.length < 8;) {
    const issuer = all.find((other) => !chain.includes(other) && last.x509.checkIssued(other.x509))
    if (issuer === undefined) break
    chain.push(issuer)
    last = issuer
  }
  return { pkcs8, certificates: chain.map(({ der }) => der) }
}
