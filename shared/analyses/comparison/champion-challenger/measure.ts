import { delongPaired } from '../../../stats/delong'
import { mean } from '../../../stats/sums'
import { mcNemar, pairedT, wilcoxonSignedRank } from '../../../stats/tests'
import { areProbabilities, logLossRows, squaredErrorRows } from '../../common/row-loss'

/** One test of champion against challenger; positive differences speak for the challenger. */
export interface Duel {
  readonly key: 'auc' | 'loss' | 'wilcoxon' | 'mcnemar' | 'cost'
  readonly name: string
  readonly test: string
  readonly champion: number | null
  readonly challenger: number | null
  readonly difference: number | null
  readonly low: number | null
  readonly high: number | null
  /** Bounds at 1 − 2·alpha, which decide non-inferiority and equivalence; null for tests without an effect. */
  readonly decideLow: number | null
  readonly decideHigh: number | null
  readonly margin: number | null
  readonly p: number
  readonly n: number
}

export interface DuelSettings {
  readonly binary: boolean
  readonly threshold: number | null
  readonly margin: number
  readonly lossMargin: number
  readonly costs: { readonly falsePositive: number; readonly falseNegative: number } | null
  readonly alpha: number
}

export interface Fight {
  readonly duels: readonly Duel[]
  readonly lossName: 'log loss' | 'squared error'
  /** Champion's loss minus challenger's, row by row. */
  readonly gain: Float64Array
  /** Rows on which the challenger's loss is smaller, larger, equal. */
  readonly wins: number
  readonly losses: number
  readonly ties: number
  readonly notTested: readonly string[]
}

/** Runs every test on rows that hold both predictions and the outcome. */
export function fight(champion: Float64Array, challenger: Float64Array, outcome: Float64Array, settings: DuelSettings): Fight {
  const { binary, threshold, alpha } = settings
  const logLoss = binary && areProbabilities(champion) && areProbabilities(challenger)
  const lossName = logLoss ? 'log loss' : 'squared error'
  const lossOf = logLoss ? logLossRows : squaredErrorRows
  const first = lossOf(champion, outcome)
  const second = lossOf(challenger, outcome)
  const gain = first.map((value, row) => value - second[row]!)
  const n = outcome.length
  const duels: Duel[] = []
  const notTested: string[] = []
  if (binary) {
    const paired = delongPaired(challenger, champion, outcome)
    const decide = delongPaired(challenger, champion, outcome, 1 - 2 * alpha)
    duels.push({ key: 'auc', name: 'AUC', test: 'paired DeLong', champion: paired.aucB, challenger: paired.aucA, difference: paired.difference, low: paired.low, high: paired.high, decideLow: decide.low, decideHigh: decide.high, margin: settings.margin, p: paired.p, n })
  }
  duels.push({ ...meanDuel('loss', lossName, first, second, alpha), margin: settings.lossMargin * mean(first) })
  duels.push({ key: 'wilcoxon', name: `signs and ranks of the ${lossName}`, test: 'Wilcoxon signed rank', champion: null, challenger: null, difference: null, low: null, high: null, decideLow: null, decideHigh: null, margin: null, p: wilcoxonSignedRank(gain).p, n })
  if (binary && threshold !== null) {
    const right = (score: Float64Array, row: number): boolean => (score[row]! >= threshold) === (outcome[row] === 1)
    let onlyChampion = 0
    let onlyChallenger = 0
    for (let row = 0; row < n; row += 1) {
      const a = right(champion, row)
      const b = right(challenger, row)
      if (a && !b) onlyChampion += 1
      if (b && !a) onlyChallenger += 1
    }
    duels.push({ key: 'mcnemar', name: `right decisions at ${String(threshold)} that the other has wrong`, test: 'McNemar mid-p', champion: onlyChampion, challenger: onlyChallenger, difference: null, low: null, high: null, decideLow: null, decideHigh: null, margin: null, p: mcNemar(onlyChampion, onlyChallenger).midP, n })
    if (settings.costs !== null) {
      const { falsePositive, falseNegative } = settings.costs
      const costOf = (score: Float64Array): Float64Array => score.map((value, row) => (value >= threshold ? (outcome[row] === 1 ? 0 : falsePositive) : outcome[row] === 1 ? falseNegative : 0))
      duels.push(meanDuel('cost', 'cost per decision', costOf(champion), costOf(challenger), alpha))
    }
  } else if (binary) notTested.push('Decisions (McNemar) and costs: no decision threshold is set.')
  let wins = 0
  let losses = 0
  for (const value of gain) {
    if (value > 0) wins += 1
    if (value < 0) losses += 1
  }
  return { duels, lossName, gain, wins, losses, ties: n - wins - losses, notTested }
}

function meanDuel(key: Duel['key'], name: string, first: Float64Array, second: Float64Array, alpha: number): Duel {
  const paired = pairedT(first, second)
  const decide = pairedT(first, second, 1 - 2 * alpha)
  return { key, name, test: `paired t of the ${name}`, champion: mean(first), challenger: mean(second), difference: paired.estimate, low: paired.low, high: paired.high, decideLow: decide.low, decideHigh: decide.high, margin: null, p: paired.p, n: first.length }
}
