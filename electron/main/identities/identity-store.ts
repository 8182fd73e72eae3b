import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ExpectedError } from '../../../shared/contract/errors'
import { identitySchema, type Identity } from '../../../shared/contract/ipc'
import { syncFolder, writeAtomic } from '../atomic-write'
import { inspectKeyMaterial, type KeyMaterial } from './key-material'
import { openKey, sealedSchema, sealKey, type Sealed } from './key-vault'
import { makeIdentity } from './make-identity'
import type { OsKeyStore } from './os-key-store'
import { readPkcs12 } from './pkcs12'

const fileSchema = z.object({ version: z.literal(1), identity: identitySchema, certificates: z.array(z.base64()).min(1), sealed: z.string() })

/**
 * Reviewers' identities: one file each under the user data folder, the key sealed with the
 * passphrase and, where the OS has a key store, wrapped by it as well. Without a folder they live
 * in memory only (command line).
 */
export class IdentityStore {
  readonly #folder: string | null
  readonly #keyStore: () => Promise<OsKeyStore | null>
  readonly #now: () => Date
  readonly #inMemory = new Map<string, { readonly identity: Identity; readonly certificates: readonly Uint8Array[]; readonly sealed: Sealed }>()

  constructor(folder: string | null, keyStore: () => Promise<OsKeyStore | null>, now: () => Date) {
    this.#folder = folder
    this.#keyStore = keyStore
    this.#now = now
  }

  async list(): Promise<Identity[]> {
    const files = this.#folder === null ? [] : await readdir(this.#folder).catch(() => [])
    const kept = await Promise.all(files.filter((name) => name.endsWith('.identity.json')).map((name) => this.#read(name.slice(0, -'.identity.json'.length)).catch(() => null)))
    const all = [...kept.filter((file) => file !== null), ...this.#inMemory.values()].map(({ identity }) => identity)
    return all.sort((a, b) => a.name.localeCompare(b.name) || a.notBefore.localeCompare(b.notBefore))
  }

  /** Makes an ECDSA P-256 identity with a self-issued certificate. */
  async create(name: string, organisation: string, passphrase: string): Promise<Identity> {
    return this.#keep(await makeIdentity(name.trim(), organisation.trim(), this.#now()), passphrase, 'made-here', name)
  }

  /** Takes over a PKCS#12 file; from then on it is opened with the same passphrase. */
  async importPkcs12(bytes: Uint8Array, passphrase: string, file: string): Promise<Identity> {
    return this.#keep(await readPkcs12(bytes, passphrase, file), passphrase, 'pkcs12', file)
  }

  async remove(id: string): Promise<void> {
    if (this.#inMemory.delete(id) || this.#folder === null) return
    await rm(this.#pathOf(id), { force: true })
    await syncFolder(this.#folder)
  }

  /** The key and certificates of an identity, for one signature. @throws ExpectedError for a wrong passphrase. */
  async unlock(id: string, passphrase: string): Promise<KeyMaterial & { readonly identity: Identity }> {
    const { identity, certificates, sealed } = this.#inMemory.get(id) ?? (await this.#read(id))
    const pkcs8 = await openKey(sealed, passphrase)
    // Again on every use: a certificate that was valid when imported may have expired since.
    inspectKeyMaterial({ pkcs8, certificates }, this.#now(), identity.name)
    return { identity, certificates, pkcs8 }
  }

  async #keep(material: KeyMaterial, passphrase: string, origin: Identity['origin'], file: string): Promise<Identity> {
    const { facts, warnings } = inspectKeyMaterial(material, this.#now(), file)
    const keyStore = this.#folder === null ? null : await this.#keyStore()
    const identity: Identity = { id: facts.fingerprint.slice(0, 32), ...facts, origin, osProtected: keyStore !== null, warnings: [...warnings] }
    const sealed = await sealKey(material.pkcs8, passphrase)
    if (this.#folder === null) {
      this.#inMemory.set(identity.id, { identity, certificates: material.certificates, sealed })
      return identity
    }
    const text = JSON.stringify(sealed)
    const stored = {
      version: 1, identity, certificates: material.certificates.map((der) => Buffer.from(der).toString('base64')),
      sealed: keyStore === null ? text : (await keyStore.wrap(text)).toString('base64'),
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await writeAtomic(this.#pathOf(identity.id), Buffer.from(JSON.stringify(stored)), { mode: 0o600 })
    return identity
  }

  async #read(id: string): Promise<{ readonly identity: Identity; readonly certificates: readonly Uint8Array[]; readonly sealed: Sealed }> {
    const text = await readFile(this.#pathOf(id), 'utf8').catch(() => {
      throw new ExpectedError('identity.unknown', 'This identity is not on this computer.', { remedy: 'Choose another, or import it again.' })
    })
    const file = fileSchema.parse(JSON.parse(text))
    return { identity: file.identity, certificates: file.certificates.map((der) => new Uint8Array(Buffer.from(der, 'base64'))), sealed: sealedSchema.parse(JSON.parse(await this.#unwrap(file.sealed, file.identity.osProtected))) }
  }

  async #unwrap(sealed: string, osProtected: boolean): Promise<string> {
    if (!osProtected) return sealed
    const keyStore = await this.#keyStore()
    try {
      if (keyStore !== null) return await keyStore.unwrap(Buffer.from(sealed, 'base64'))
    } catch {
      // Falls through to the same sentence: another login, or a reset key store.
    }
    throw new ExpectedError('identity.key-store', 'The key store of this computer does not open this identity.', { remedy: 'Log in as the person who made it, or import it again from its PKCS#12 file.' })
  }

  #pathOf(id: string): string {
    if (this.#folder === null || !/^[0-9a-f]{32}$/.test(id)) throw new ExpectedError('identity.unknown', 'This identity is not on this computer.')
    return join(this.#folder, `${id}.identity.json`)
  }
}
