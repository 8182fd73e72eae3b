import { createVerify, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { IdentityStore } from '../../../electron/main/identities/identity-store'
import { importKey, signBytes } from '../../../electron/main/identities/private-key'

const folder = mkdtempSync(join(tmpdir(), 'identities-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const now = (): Date => new Date('2027-11-23T12:00:00.700Z')
const noKeyStore = () => Promise.resolve(null)
const reversed = (bytes: Buffer): Buffer => Buffer.from(bytes).reverse()
const keyStore = () => Promise.resolve({ wrap: (text: string) => Promise.resolve(reversed(Buffer.from(text))), unwrap: (bytes: Buffer) => Promise.resolve(reversed(bytes).toString()) })
const p12 = new Uint8Array(readFileSync(resolve(import.meta.dirname, '../../fixtures/identities/rsa2048-aes.p12')))

describe('identities', () => {
  it('made here sign, for five years, and open again only with the passphrase', async () => {
    const store = new IdentityStore(folder, noKeyStore, now)
    const made = await store.create(' Ada Lovelace ', 'Countersign Ltd', 'long passphrase')
    expect(made).toMatchObject({ name: 'Ada Lovelace', organisation: 'Countersign Ltd', algorithm: 'ECDSA P-256', notBefore: '2027-11-23T12:00:00.000Z', notAfter: '2032-11-23T12:00:00.000Z', origin: 'made-here', osProtected: false })
    const later = new IdentityStore(folder, noKeyStore, now)
    expect(await later.list()).toEqual([made])
    await expect(later.unlock(made.id, 'wrong')).rejects.toMatchObject({ code: 'identity.passphrase' })
    const { pkcs8, certificates } = await later.unlock(made.id, 'long passphrase')
    const x509 = new X509Certificate(certificates[0]!)
    expect([x509.verify(x509.publicKey), x509.ca, x509.issuer]).toEqual([true, false, x509.subject])
    const message = Buffer.from('signed')
    expect(createVerify('sha256').update(message).verify(x509.publicKey, signBytes(importKey(pkcs8), message))).toBe(true)
    await later.remove(made.id)
    expect(await later.list()).toEqual([])
  })

  it('leave no key in the clear and no file for others to read', async () => {
    const store = new IdentityStore(folder, noKeyStore, now)
    const { id } = await store.create('Ada', '', 'long passphrase')
    const { pkcs8 } = await store.unlock(id, 'long passphrase')
    const path = join(folder, readdirSync(folder)[0]!)
    const raw = readFileSync(path)
    expect(raw.includes(Buffer.from(pkcs8).toString('base64'))).toBe(false)
    expect(raw.includes('long passphrase')).toBe(false)
    expect(statSync(path).mode & 0o077).toBe(0)
    await store.remove(id)
  })

  it('are wrapped by the OS key store where there is one, and say so when it is gone', async () => {
    const store = new IdentityStore(folder, keyStore, now)
    const made = await store.importPkcs12(p12, 'correct horse', 'ada.p12')
    expect(made).toMatchObject({ origin: 'pkcs12', osProtected: true, algorithm: 'RSA', warnings: [expect.stringContaining('2048')] })
    expect((await store.unlock(made.id, 'correct horse')).certificates).toHaveLength(1)
    await expect(new IdentityStore(folder, noKeyStore, now).unlock(made.id, 'correct horse')).rejects.toMatchObject({ code: 'identity.key-store' })
    await store.remove(made.id)
  })

  it('of the command line never touch the disk', async () => {
    const store = new IdentityStore(null, noKeyStore, now)
    const { id } = await store.create('Ada', '', 'long passphrase')
    expect((await store.list()).map((identity) => identity.id)).toEqual([id])
    expect(readdirSync(folder)).toEqual([])
  })

  it.each(['../../etc/passwd', '', 'x', '0'.repeat(32)])('there is none called %j', async (id) => {
    await expect(new IdentityStore(folder, noKeyStore, now).unlock(id, 'x')).rejects.toMatchObject({ code: 'identity.unknown' })
  })
})
