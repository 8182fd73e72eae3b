import type { AnalysisContext } from '../../../contract/analysis'
import type { Table } from '../../../contract/table'
import { delong } from '../../../stats/delong'
import { meanInterval } from '../../../stats/intervals'
import { permutation } from '../../../stats/shuffle'
import { selectColumn } from '../../../table/select-rows'
import { canonicalOrder } from '../../common/canonical-order'

/** What is lost when a feature's values are shuffled: Brier score, squared error, or (without outcomes) the output moved. */
export type LossKind = 'brier' | 'squared-error' | 'output-change'

export interface Importance {
  readonly feature: string
  /** Mean increase of the loss per row, with a 95 % interval over the rows. */
  readonly increase: number | null
  readonly low: number | null
  readonly high: number | null
  /** Monte-Carlo standard error over the shuffles. */
  readonly error: number
  /** Mean fall of the AUC; null without a binary outcome. */
  readonly aucFall: number | null
  readonly rows: number
}

interface Subject {
  readonly table: Table
  readonly score: Float64Array
  readonly outcome: Float64Array | null
  readonly kind: LossKind
  readonly binary: boolean
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function lossOf(kind: LossKind, score: number, before: number, outcome: number): number {
  return kind === 'output-change' ? Math.abs(score - before) : (score - outcome) ** 2
}

/**
 * Importance of each feature: its cells are dealt anew among the rows, everything else stays, and the
 * artifact scores again. Shuffles are dealt along what rows hold, so the order of the file is no matter.
 */
export async function measureImportance(subject: Subject, features: readonly string[], replicates: number, score: (table: Table) => Promise<Float64Array>, context: AnalysisContext): Promise<readonly Importance[]> {
  const { table, outcome } = subject
  const key = outcome === null ? [] : [{ name: '\u0000outcome', kind: 'number', type: 'decimal', values: outcome, missing: null } as const]
  const order = canonicalOrder({ rows: table.rows, columns: [...table.columns, ...key] }, [...features, ...key.map((column) => column.name)], () => context.checkpoint())
  const used = order.filter((row) => Number.isFinite(subject.score[row]!) && (outcome === null || Number.isFinite(outcome[row]!)))
  const pick = (values: Float64Array): Float64Array => Float64Array.from(used, (row) => values[row]!)
  const before = pick(subject.score)
  const actual = outcome === null ? new Float64Array(used.length) : pick(outcome)
  const base = before.map((value, place) => lossOf(subject.kind, value, value, actual[place]!))
  const auc = subject.binary && outcome !== null ? delong(before, actual).auc : Number.NaN
  const importances: Importance[] = []
  for (const [index, feature] of features.entries()) {
    context.progress({ phase: 'Shuffling features', done: index, total: features.length, unit: 'features' })
    const column = table.columns.find((candidate) => candidate.name === feature)
    if (column === undefined) continue
    const increase = new Float64Array(used.length)
    const means = new Float64Array(replicates)
    let aucSum = 0
    for (let replicate = 0; replicate < replicates; replicate += 1) {
      context.checkpoint()
      const deal = permutation(order.length, context.rng.fork(`${feature}/${String(replicate)}`))
      const source = new Int32Array(order.length)
      for (let place = 0; place < order.length; place += 1) source[order[place]!] = order[deal[place]!]!
      const shuffled = selectColumn(column, source)
      const after = pick(await score({ rows: table.rows, columns: table.columns.map((each) => (each === column ? shuffled : each)) }))
      let total = 0
      for (let place = 0; place < used.length; place += 1) {
        const gain = lossOf(subject.kind, after[place]!, before[place]!, actual[place]!) - base[place]!
        increase[place]! += gain / replicates
        total += gain
      }
      means[replicate] = total / used.length
      aucSum += delong(after, actual).auc
    }
    const interval = meanInterval(increase)
    const spread = meanInterval(means)
    importances.push({
      feature, increase: finite(interval.estimate), low: finite(interval.low), high: finite(interval.high),
      error: finite(standardError(means, spread.estimate)) ?? 0,
      aucFall: finite(auc - aucSum / replicates), rows: used.length,
    })
  }
  return importances.sort((a, b) => (b.increase ?? 0) - (a.increase ?? 0) || (a.feature < b.feature ? -1 : 1))
}

function standardError(means: Float64Array, centre: number): number {
  const squares = means.reduce((total, value) => total + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (means.length - 1) / means.length)
}
