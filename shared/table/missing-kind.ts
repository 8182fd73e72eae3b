import { missingKinds } from '../contract/table'
import type { MissingKind } from '../contract/table'

/** Byte that a kind of missingness has in `Column.missing`: its index in `missingKinds`. */
export const kindCode = Object.fromEntries(missingKinds.map((kind, index) => [kind, index])) as Readonly<Record<MissingKind, number>>

/** The kind a byte of `Column.missing` stands for. */
export function kindOf(code: number): MissingKind {
  return missingKinds[code] ?? 'present'
}
