import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesOf, childrenOf, parseBer, wholeOf } from '../../../electron/main/identities/ber'
import { inspectKeyMaterial } from '../../../electron/main/identities/key-material'
import { readPkcs12 } from '../../../electron/main/identities/pkcs12'
import { decryptRc2Cbc } from '../../../electron/main/identities/rc2'
import { context, integer, octets, oid, sequence } from '../../../shared/pack/signature/der'

const folder = resolve(import.meta.dirname, '../../fixtures/identities')
const password = 'correct horse'
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(resolve(folder, name)))
const now = new Date('2030-01-01T00:00:00Z')
const facts = async (name: string, with_ = password): ReturnType<typeof inspect> => inspect(await readPkcs12(fixture(name), with_, name), name)
const inspect = (material: Awaited<ReturnType<typeof readPkcs12>>, name: string) => Promise.resolve(inspectKeyMaterial(material, now, name))

describe('PKCS#12 files as OpenSSL writes them', () => {
  it.each([
    ['p256.p12', 'ECDSA P-256', 0], ['p384.p12', 'ECDSA P-384', 0], ['rsa2048-aes.p12', 'RSA', 1], ['rsa2048-legacy.p12', 'RSA', 1],
    ['rsa2048-3des.p12', 'RSA', 1], ['rsa2048-no-mac.p12', 'RSA', 1],
  ])('%s is read: %s', async (name, algorithm, warnings) => {
    const inspection = await facts(name)
    expect(inspection.facts).toMatchObject({ name: 'Ada Example', organisation: 'Example Validation, GB', algorithm })
    expect(inspection.warnings).toHaveLength(warnings)
  })

  it('orders the chain from the signer upwards', async () => {
    const material = await readPkcs12(fixture('rsa3072-chain.p12'), password, 'x')
    expect(material.certificates).toHaveLength(2)
    expect(inspectKeyMaterial(material, now, 'x')).toMatchObject({ facts: { name: 'Leaf Example', algorithm: 'RSA' }, warnings: [] })
  })

  it('reads a file without a password', async () => {
    expect((await facts('empty.p12', '')).facts.algorithm).toBe('ECDSA P-256')
  })
})

describe('what cannot be used says why', () => {
  it.each([
    ['rsa1024.p12', 'identity.weak-key'], ['ed25519.p12', 'identity.key-type'], ['authority.p12', 'identity.ca'],
    ['no-key.p12', 'pkcs12.no-key'], ['no-certificate.p12', 'pkcs12.no-certificate'],
  ])('%s: %s', async (name, code) => {
    await expect(facts(name)).rejects.toMatchObject({ code, details: { file: name } })
  })

  it.each(['p256.p12', 'rsa2048-legacy.p12', 'rsa2048-3des.p12', 'rsa2048-no-mac.p12'])('a wrong password for %s', async (name) => {
    await expect(facts(name, 'wrong')).rejects.toMatchObject({ code: 'pkcs12.password' })
  })

  it('two keys', async () => {
    const safes = ['p256-no-mac.p12', 'rsa2048-no-mac.p12'].flatMap((name) => {
      const [, authSafe] = childrenOf(parseBer(fixture(name)))
      return childrenOf(parseBer(bytesOf(childrenOf(childrenOf(authSafe)[1])[0]))).map(wholeOf)
    })
    const both = sequence(integer(3), sequence(oid('1.2.840.113549.1.7.1'), context(0, octets(sequence(...safes)))))
    await expect(readPkcs12(both, password, 'both.p12')).rejects.toMatchObject({ code: 'pkcs12.two-keys' })
  })

  it('a certificate past its end', async () => {
    const material = await readPkcs12(fixture('p256.p12'), password, 'x')
    expect(() => inspectKeyMaterial(material, new Date('2199-01-01'), 'x')).toThrow(/expired/)
    expect(() => inspectKeyMaterial(material, new Date('2001-01-01'), 'x')).toThrow(/valid only from/)
  })

  it('a key that is not the certificate’s', async () => {
    const [a, b] = [await readPkcs12(fixture('p256.p12'), password, 'x'), await readPkcs12(fixture('p384.p12'), password, 'x')]
    expect(() => inspectKeyMaterial({ pkcs8: a.pkcs8, certificates: b.certificates }, now, 'x')).toThrow(/does not belong/)
  })

  it('something else, and every truncation, without anything but an expected error', async () => {
    const whole = fixture('p256.p12')
    await expect(readPkcs12(new TextEncoder().encode('a,b\n1,2\n'), password, 'x')).rejects.toMatchObject({ code: 'pkcs12.not' })
    for (let length = 0; length < whole.length; length += 97) {
      await expect(readPkcs12(whole.subarray(0, length), password, 'x')).rejects.toMatchObject({ code: expect.stringMatching(/^pkcs12\./) })
    }
  })
})

it('RC2 agrees with RFC 2268 §5', () => {
  const block = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
  // The RFC gives single blocks; with a second block that decrypts to padding the CBC chain shows the first.
  const cases = [
    ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
    ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
    ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
  ] as const
  for (const [key, bits, plain, cipher] of cases) {
    const padding = '0808080808080808'
    // Choose the IV so that this block decrypts to padding: IV = plain XOR padding.
    const iv = block(plain).map((byte, i) => byte ^ block(padding)[i]!)
    expect(decryptRc2Cbc(block(key), bits, iv, block(cipher))).toHaveLength(0)
  }
})
