import { archives } from './archives'
import { pickles } from './pickles'
import { documents } from './documents'

/** A file that was made to harm its reader. */
export interface HostileCase {
  readonly name: string
  readonly file: string
  readonly make: () => Uint8Array
}

export const hostileCases: readonly HostileCase[] = [...pickles, ...archives, ...documents]
