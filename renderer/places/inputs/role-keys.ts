import type { ColumnRole } from '../../../shared/contract/analysis'
import { columnRoleOrder } from '../../ui/words'

/** The key that gives a column each role. */
export const roleKeys: Readonly<Record<ColumnRole, string>> = { feature: 'f', outcome: 'o', prediction: 'p', segment: 's', protected: 'r', date: 'd', id: 'i', weight: 'w', ignore: 'x' }

interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The role a key press asks for, or null. */
export function roleOfKey({ key, ctrlKey, metaKey, altKey }: KeyPress): ColumnRole | null {
  if (ctrlKey || metaKey || altKey) return null
  return columnRoleOrder.find((role) => roleKeys[role] === key.toLowerCase()) ?? null
}

const inOrder = (roles: readonly ColumnRole[]): readonly ColumnRole[] => columnRoleOrder.filter((role) => roles.includes(role))

/** The roles after one is set: alone, or switched on or off beside the others. What is ignored has no other role. */
export function withRole(held: readonly ColumnRole[], role: ColumnRole, beside: boolean): readonly ColumnRole[] {
  if (!beside || role === 'ignore') return beside && held.includes(role) ? [] : [role]
  const others = held.filter((other) => other !== 'ignore')
  return others.includes(role) ? others.filter((other) => other !== role) : inOrder([...others, role])
}

/** The roles after a column was taken from one lane to another; null is the lane of columns without a role. */
export function movedRoles(held: readonly ColumnRole[], from: ColumnRole | null, to: ColumnRole | null): readonly ColumnRole[] {
  const rest = held.filter((role) => role !== from)
  if (to === null) return from === null ? [] : rest
  return to === 'ignore' ? ['ignore'] : inOrder([...rest.filter((role) => role !== 'ignore'), to])
}
