import { correctBalance, decideLabels } from '../class-label'
import { calibrationOf, type Calibration } from '../calibration'
import type { MojoHead, TreeHead } from '../folder'
import { readTrees, sumTrees, treeFacts, treeStructure, type TreeTable } from '../forest'
import type { Predictor } from '../predictor'

/** Random forest of a MOJO. */
export function readDrf(head: MojoHead): Predictor {
  const classes = head.classes.length
  const double = head.ini.flag('binomial_double_trees', false)
  return averaged(head, readTrees(head, classes === 2 && !double ? 1 : Math.max(1, classes)), double, classes === 2 ? calibrationOf(head) : null)
}

/** Random forest: the mean of the leaves; of two classes it is the first class's probability that is averaged. */
export function averaged(head: TreeHead, trees: TreeTable, double: boolean, calibration: Calibration | null): Predictor {
  const classes = head.classes.length
  const single = classes === 2 && !double
  return {
    valueNames: ['score'],
    calibrated: calibration !== null,
    takesOffset: false,
    facts: [...treeFacts(trees), ...(double ? [{ label: 'Trees per round', value: 'one for each of the two classes' }] : []), ...(calibration?.facts ?? [])],
    structure: treeStructure(trees, head),
    forest: { ...trees, gain: new Map() },
    margin(output) {
      const scale = 1 / trees.rounds
      if (classes === 0) return { group: 0, offset: 0, scale, link: 'identity' }
      if (!single) return { group: output, offset: 0, scale: 1, link: 'other' }
      const link = head.balanced ? 'other' : 'identity'
      return output === 0 ? { group: 0, offset: 0, scale, link } : { group: 0, offset: 1, scale: -scale, link }
    },
    predict(columns, batch) {
      const sums = sumTrees(trees, columns, batch)
      if (classes === 0) return { values: [sums[0]!.map((sum) => sum / trees.rounds)], label: null }
      const first = sums[0]!.map((sum) => sum / trees.rounds)
      const values = single ? [first, first.map((p) => 1 - p)] : shares(Array.from({ length: classes }, (_, k) => sums[k] ?? new Float64Array(batch.rows)))
      correctBalance(head, values)
      return { values, label: decideLabels(head, values, columns), ...(calibration === null ? {} : { calibrated: calibration.apply(values) }) }
    },
  }
}

/** Each class's part of the row's sum; a row whose sum is not positive stays as it is. */
function shares(sums: readonly Float64Array[]): readonly Float64Array[] {
  for (let row = 0; row < (sums[0]?.length ?? 0); row++) {
    let total = 0
    for (const values of sums) total += values[row]!
    if (total > 0) for (const values of sums) values[row]! /= total
  }
  return sums
}
