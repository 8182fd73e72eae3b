import { ask } from '../bridge'
import { store } from './store'

export async function refreshTrust(): Promise<void> {
  store.setState({ trusted: await ask('trust.list') })
}

/** Adds the certificates of a file the person picks. */
export async function addTrusted(): Promise<void> {
  const [file] = await ask('files.pick', { purpose: 'certificate', multiple: false })
  if (file === undefined) return
  await ask('trust.add', { grant: file.grant })
  await refreshTrust()
}

export async function removeTrusted(fingerprint: string): Promise<void> {
  await ask('trust.remove', { fingerprint })
  await refreshTrust()
}

/** What every check of a pack is given: whom this person trusts, and nobody else. */
export function trustedCertificates(): readonly Uint8Array[] {
  return store.getState().trusted.map(({ der }) => der)
}
