import type * as FsPromises from 'node:fs/promises'
import { vi } from 'vitest'

/**
 * The real file system with a plug to pull: after `operations` changing operations nothing more
 * happens (the process is "dead"); the last one, if it writes, writes half. With `errno` the one
 * operation fails with that error instead and life goes on.
 */
export const plug: { operations: number; used: number; errno: string | null } = { operations: Infinity, used: 0, errno: null }

export function pullAfter(operations: number, errno: string | null = null): void {
  plug.operations = operations
  plug.used = 0
  plug.errno = errno
}

const opened: FsPromises.FileHandle[] = []

/** A dead process closes its files; the test's does not. */
export async function closeLeftOpen(): Promise<void> {
  await Promise.all(opened.splice(0).map((handle) => handle.close().catch(() => undefined)))
}

function step(half: () => Promise<unknown>): Promise<unknown> | null {
  plug.used++
  if (plug.used <= plug.operations) return null
  if (plug.errno !== null) return plug.used === plug.operations + 1 ? Promise.reject(Object.assign(new Error(plug.errno), { code: plug.errno })) : null
  const first = plug.used === plug.operations + 1
  return (first ? half() : Promise.resolve()).then(() => Promise.reject(new Error('killed')))
}

const nothing = (): Promise<void> => Promise.resolve()

function wrapHandle(handle: FsPromises.FileHandle): FsPromises.FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      const method = value.bind(target) as (...args: readonly unknown[]) => Promise<unknown>
      if (name === 'writeFile' || name === 'appendFile') {
        return (data: Uint8Array | string) => step(() => method(data.slice(0, Math.floor(data.length / 2)))) ?? method(data)
      }
      if (name === 'sync' || name === 'datasync' || name === 'truncate') return (...args: readonly unknown[]) => step(nothing) ?? method(...args)
      // Descriptors are closed for real, or the test itself would run out of them.
      return method
    },
  })
}

/** For `vi.mock('node:fs/promises', …)`. */
export async function faultyFs(): Promise<typeof FsPromises> {
  const real = await vi.importActual<typeof FsPromises>('node:fs/promises')
  const guard = <A extends readonly unknown[], R>(operation: (...args: A) => Promise<R>) => (...args: A): Promise<R> => (step(nothing) as Promise<R> | null) ?? operation(...args)
  return {
    ...real,
    open: async (path, flags, mode) => {
      const creates = flags !== 'r'
      const refused = creates ? step(nothing) : null
      if (refused !== null) await refused
      const handle = await real.open(path, flags, mode)
      opened.push(handle)
      return wrapHandle(handle)
    },
    rename: guard(real.rename),
    rm: guard(real.rm),
    copyFile: guard(real.copyFile),
  }
}
