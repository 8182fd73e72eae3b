import { exp } from '../../math/exp'
import { correctBalance, decideLabels } from '../class-label'
import { calibrationOf, type Calibration } from '../calibration'
import type { MojoHead, TreeHead } from '../folder'
import { readTrees, sumTrees, treeFacts, treeStructure, type TreeTable } from '../forest'
import { inverseLink, linkOf, readLink, type Link } from '../links'
import type { ForestMargin, Predictor } from '../predictor'

/** What a boosted model holds besides its trees. */
export interface Boosting {
  readonly distribution: string
  readonly link: Link
  readonly init: number
  readonly calibration: Calibration | null
}

/** Gradient boosting of a MOJO. */
export function readGbm(head: MojoHead): Predictor {
  const { ini, classCount } = head
  const distribution = ini.text('distribution')
  const link = readLink(ini.text('link_function', ''), distribution)
  return boosted(head, readTrees(head, classCount === 2 ? 1 : classCount), { distribution, link, init: ini.number('init_f'), calibration: head.classes.length === 2 ? calibrationOf(head) : null })
}

/** Gradient boosting: initial value plus the sum of leaves, through the inverse link; several classes by softmax. */
export function boosted(head: TreeHead, trees: TreeTable, { distribution, link, init, calibration }: Boosting): Predictor {
  const { classCount } = head
  const multinomial = distribution === 'multinomial'
  const binary = head.classes.length === 2 && !multinomial
  return {
    valueNames: ['score'],
    calibrated: calibration !== null,
    takesOffset: head.offsetColumn !== null,
    facts: [{ label: 'Distribution', value: distribution }, { label: 'Link', value: link }, { label: 'Initial value', value: String(init) }, ...treeFacts(trees), ...(calibration?.facts ?? [])],
    structure: treeStructure(trees, head),
    forest: { ...trees, gain: new Map() },
    margin: (output) => marginOf(output, { binary, multinomial, init, link, balanced: head.balanced }),
    predict(columns, batch) {
      const sums = sumTrees(trees, columns, batch)
      const offset = batch.offset
      if (head.classes.length === 0) {
        return { values: [sums[0]!.map((sum, row) => inverseLink(link, sum + init + (offset?.[row] ?? 0)))], label: null }
      }
      const values = binary ? binaryProbabilities(sums[0]!.map((sum, row) => inverseLink(link, sum + init + (offset?.[row] ?? 0)))) : softmax(classCount === 2 ? [sums[0]!.map((sum) => sum + init), sums[0]!.map((sum) => -(sum + init))] : Array.from({ length: classCount }, (_, k) => sums[k] ?? new Float64Array(batch.rows)))
      correctBalance(head, values)
      return { values, label: decideLabels(head, values, columns), ...(calibration === null ? {} : { calibrated: calibration.apply(values) }) }
    },
  }
}

/** [1 − p, p]. */
function binaryProbabilities(second: Float64Array): readonly Float64Array[] {
  return [second.map((p) => 1 - p), second]
}

interface MarginInput {
  readonly binary: boolean
  readonly multinomial: boolean
  readonly balanced: boolean
  readonly init: number
  readonly link: Link
}

function marginOf(output: number, { binary, multinomial, init, link, balanced }: MarginInput): ForestMargin {
  if (multinomial) return { group: output, offset: 0, scale: 1, link: 'other' }
  const kind = balanced ? 'other' : linkOf(link)
  return binary && output === 0 ? { group: 0, offset: -init, scale: -1, link: kind } : { group: 0, offset: init, scale: 1, link: kind }
}

/** Softmax over classes, row by row, as H2O computes it: largest taken off, sum from the first class on. */
function softmax(margins: readonly Float64Array[]): readonly Float64Array[] {
  const out = margins.map((values) => new Float64Array(values.length))
  for (let row = 0; row < (margins[0]?.length ?? 0); row++) {
    let top = -Infinity
    for (const values of margins) top = Math.max(top, values[row]!)
    let sum = 0
    margins.forEach((values, k) => {
      out[k]![row] = exp(values[row]! - top)
      sum += out[k]![row]!
    })
    for (const values of out) values[row]! /= sum
  }
  return out
}
