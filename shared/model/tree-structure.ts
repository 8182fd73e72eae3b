import type { StructureNode } from '../contract/model'
import { missingRules, type Forest } from './trees/forest'

const shownTrees = 20
const shownDepth = 6

/** The first trees of an ensemble as browsable nodes, cut at a depth that a person still reads. */
export function forestStructure(forest: Forest, nameOf: (feature: number) => string, levelsOf: (feature: number) => readonly string[] | null): readonly StructureNode[] {
  const trees = Array.from(forest.roots.subarray(0, shownTrees), (root, tree): StructureNode => ({
    label: `Tree ${tree}`,
    detail: `output ${forest.group[tree]!}, depth ${forest.depth[tree]!}`,
    children: [describe(forest, root, nameOf, levelsOf, 0)],
  }))
  const more = forest.roots.length - shownTrees
  return more > 0 ? [...trees, { label: `${more} more trees`, detail: 'not listed here', children: [] }] : trees
}

function describe(forest: Forest, node: number, nameOf: (feature: number) => string, levelsOf: (feature: number) => readonly string[] | null, depth: number): StructureNode {
  const feature = forest.feature[node]!
  if (feature < 0) return { label: 'Leaf', detail: String(forest.value[node]!), children: [] }
  const set = forest.set[node]!
  const sign = forest.comparison === 'lt' ? '<' : '≤'
  const label = set < 0 ? `${nameOf(feature)} ${sign} ${forest.threshold[node]!}` : `${nameOf(feature)} in {${members(forest.sets[set]!, levelsOf(feature)).join(', ')}}`
  const children = depth >= shownDepth ? [] : [forest.left[node]!, forest.right[node]!].map((child) => describe(forest, child, nameOf, levelsOf, depth + 1))
  return { label, detail: `missing: ${missingRules[forest.rule[node]!]!}`, children }
}

function members(bits: Uint32Array, levels: readonly string[] | null): readonly string[] {
  const out: string[] = []
  for (let code = 0; code < bits.length * 32 && out.length < 20; code++) {
    if (((bits[code >> 5]! >>> (code & 31)) & 1) === 1) out.push(levels?.[code] ?? String(code))
  }
  return out
}

/** Splits per feature, most used first; features never split on are left out. */
export function splitCounts(forest: Forest, nameOf: (feature: number) => string, gain: ReadonlyMap<number, number>): readonly { readonly name: string; readonly uses: number; readonly gain?: number }[] {
  const counts = new Map<number, number>()
  for (const feature of forest.feature) if (feature >= 0) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return Array.from(counts, ([feature, uses]) => {
    const total = gain.get(feature)
    return total === undefined ? { name: nameOf(feature), uses } : { name: nameOf(feature), uses, gain: total }
  }).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1))
}
