import { safeStorage } from 'electron'

/** The OS key store: what it wraps, only the same login on the same computer unwraps. */
export interface OsKeyStore {
  wrap(text: string): Promise<Buffer>
  unwrap(bytes: Buffer): Promise<string>
}

const patienceMs = 5000

/**
 * The key store of this computer, or null where there is none worth the name: on Linux without a
 * keyring Electron falls back to a password that is in its source code, which protects nothing.
 */
export async function findOsKeyStore(): Promise<OsKeyStore | null> {
  if (process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return null
  // A keyring that waits for somebody to unlock it must not hold up the app.
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs))
  const available = await Promise.race([safeStorage.isAsyncEncryptionAvailable().catch(() => false), late])
  if (!available) return null
  return {
    wrap: (text) => safeStorage.encryptStringAsync(text),
    unwrap: async (bytes) => (await safeStorage.decryptStringAsync(bytes)).result,
  }
}
