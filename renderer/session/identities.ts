import { ask } from '../bridge'
import { say } from './notices'
import { store } from './store'

export async function refreshIdentities(): Promise<void> {
  store.setState({ identities: await ask('identity.list') })
}

export async function createIdentity(name: string, organisation: string, passphrase: string): Promise<boolean> {
  const made = await ask('identity.create', { name, organisation, passphrase })
  await refreshIdentities()
  say('pack', `Identity made for ${made.name}; its certificate's SHA-256 is ${made.fingerprint}.`)
  return true
}

/** Imports a PKCS#12 file the person picks. Answers false when the person backed out. */
export async function importIdentity(passphrase: string): Promise<boolean> {
  const [file] = await ask('files.pick', { purpose: 'pkcs12', multiple: false })
  if (file === undefined) return false
  const made = await ask('identity.import', { grant: file.grant, passphrase })
  await refreshIdentities()
  say('pack', `Imported the identity of ${made.name}.`)
  return true
}
