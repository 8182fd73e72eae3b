import { limits } from '../limits'
import { malformed } from '../problems'
import { ForestBuilder, type Forest } from '../trees/forest'
import { compileForest, sumLeaves, type CompiledForest } from '../trees/kernel'
import { forestStructure } from '../tree-structure'
import type { StructureNode } from '../../contract/model'
import type { MojoHead } from './folder'
import type { Batch } from './predictor'
import { readTree } from './tree-bytes'

/** The trees of a GBM, random forest or isolation forest. */
export interface TreeTable {
  readonly forest: Forest
  readonly compiled: CompiledForest
  /** Rounds of trees as the user asked for them. */
  readonly rounds: number
  /** Trees per round: classes, or 1. */
  readonly perRound: number
}

/** Reads all trees: `trees/tCC_NNN.bin` for class CC and round NNN; absent ones add nothing. */
export function readTrees(head: MojoHead, perRoundByDefault: number): TreeTable {
  const { ini, folder, file, version } = head
  const rounds = ini.count('n_trees', limits.trees)
  const perRound = ini.count('n_trees_per_class', limits.outputs, perRoundByDefault)
  if (perRound > Math.max(1, head.classCount)) throw malformed(file, `it has ${perRound} trees per round for ${head.classCount} classes`)
  const builder = new ForestBuilder('lt', head.names.length, file)
  for (let group = 0; group < perRound; group++) {
    for (let round = 0; round < rounds; round++) {
      const name = `trees/t${String(group).padStart(2, '0')}_${String(round).padStart(3, '0')}`
      if (!folder.has(`${name}.bin`)) continue
      const auxiliary = version > 1 && folder.has(`${name}_aux.bin`) ? folder.bytes(`${name}_aux.bin`) : null
      builder.add(readTree(folder.bytes(`${name}.bin`), auxiliary, group, { builder, levels: head.levels, version, file }))
    }
  }
  const forest = builder.build()
  return { forest, compiled: compileForest(forest), rounds, perRound }
}

/** Sums of leaves per group, in float64, group by group in the order of rounds. */
export function sumTrees(trees: TreeTable, columns: readonly Float64Array[], { rows, job }: Batch): readonly Float64Array[] {
  const sums = Array.from({ length: trees.perRound }, () => new Float64Array(rows))
  sumLeaves(trees.compiled, finite(columns, trees.forest), rows, sums, job)
  return sums
}

/** Columns with +∞ as the largest number: it stays above every float32 threshold and below "not missing". */
export function finite(columns: readonly Float64Array[], forest: Forest): readonly Float64Array[] {
  const used = new Set(forest.feature)
  return columns.map((values, i) => used.has(i) && values.includes(Infinity) ? values.map((x) => x === Infinity ? Number.MAX_VALUE : x) : values)
}

/** The card's lines on trees. */
export function treeFacts({ forest, rounds }: TreeTable): readonly { readonly label: string; readonly value: string }[] {
  return [
    { label: 'Rounds', value: String(rounds) },
    { label: 'Trees', value: String(forest.roots.length) },
    { label: 'Nodes', value: String(forest.feature.length) },
    { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) },
  ]
}

/** The first trees, browsable. */
export function treeStructure({ forest }: TreeTable, head: Pick<MojoHead, 'names' | 'levels'>): readonly StructureNode[] {
  return forestStructure(forest, (feature) => head.names[feature] ?? `column ${feature}`, (feature) => head.levels[feature] ?? null)
}
