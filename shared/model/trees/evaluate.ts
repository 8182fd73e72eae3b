import { missingRules, zeroThreshold, type Forest, type MissingRule } from './forest'
import { assertNever } from '../../contract/errors'

/** True when code is a whole non-negative number (fractions are cut) and its bit is set. NaN is no member. */
export function isMember(bits: Uint32Array, value: number): boolean {
  const code = Math.trunc(value)
  if (!(code >= 0) || code >= bits.length * 32) return false
  return ((bits[code >> 5]! >>> (code & 31)) & 1) === 1
}

/**
 * The missing rule applied to a value: a side, or the number to compare.
 * NaN handling is the producer's, see `MissingRule`.
 */
export function applyMissingRule(rule: MissingRule, x: number): number | 'left' | 'right' {
  switch (rule) {
    case 'nan-left': return Number.isNaN(x) ? 'left' : x
    case 'nan-right': return Number.isNaN(x) ? 'right' : x
    case 'nan-zero': return Number.isNaN(x) ? 0 : x
    case 'zero-left': return Number.isNaN(x) || Math.abs(x) <= zeroThreshold ? 'left' : x
    case 'zero-right': return Number.isNaN(x) || Math.abs(x) <= zeroThreshold ? 'right' : x
    default: return assertNever(rule)
  }
}

/**
 * The leaf a row reaches, by walking node after node. This is the definition the fast kernel is
 * proven against, and the way models that need the leaf itself (linear trees) are scored.
 */
export function leafOf(forest: Forest, tree: number, feature: (index: number) => number): number {
  let node = forest.roots[tree]!
  while (forest.feature[node]! >= 0) node = goesLeft(forest, node, feature(forest.feature[node]!)) ? forest.left[node]! : forest.right[node]!
  return node
}

function goesLeft(forest: Forest, node: number, x: number): boolean {
  const compared = applyMissingRule(missingRules[forest.rule[node]!]!, x)
  if (compared === 'left') return true
  if (compared === 'right') return false
  const set = forest.set[node]!
  if (set >= 0) return isMember(forest.sets[set]!, compared)
  return forest.comparison === 'lt' ? compared < forest.threshold[node]! : compared <= forest.threshold[node]!
}
