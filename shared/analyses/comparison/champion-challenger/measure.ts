import { delongPaired } from '../../../stats/delong'
import type { DelongPaired } from '../../../stats/delong'
import { studentTTwoSided } from '../../../stats/distributions'
import { rowMean, rowMeanInterval } from '../../../stats/row-mean'
import { mean } from '../../../stats/sums'
import { mcNemar, pairedT, wilcoxonSignedRank } from '../../../stats/tests'
import { weightedDelongPaired } from '../../../stats/weighted-delong'
import { areProbabilities, logLossRows, squaredErrorRows } from '../../common/row-loss'

/** One test of champion against challenger; positive differences speak for the challenger. */
export interface Duel {
  readonly key: 'auc' | 'loss' | 'wilcoxon' | 'mcnemar' | 'right' | 'cost'
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
  /** Weight per row, all positive; null where every row counts once. */
  readonly weight: Float64Array | null
}

export interface Fight {
  readonly duels: readonly Duel[]
  readonly lossName: 'log loss' | 'squared error'
  /** Loss of each row. */
  readonly championLoss: Float64Array
  readonly challengerLoss: Float64Array
  /** False where the loss is only a stand-in: of an event that is scored by something else than a probability. */
  readonly proper: boolean
  /** Rows on which the challenger's loss is smaller, larger, equal. */
  readonly wins: number
  readonly losses: number
  readonly ties: number
  readonly notTested: readonly string[]
}

/** Runs every test on rows that hold both predictions and the outcome. */
export function fight(champion: Float64Array, challenger: Float64Array, outcome: Float64Array, settings: DuelSettings): Fight {
  const { binary, threshold, alpha, weight } = settings
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
    const compare = (level: number): DelongPaired => (weight === null ? delongPaired(challenger, champion, outcome, level) : weightedDelongPaired(challenger, champion, outcome, weight, level))
    const paired = compare(0.95)
    const decide = compare(1 - 2 * alpha)
    duels.push({ key: 'auc', name: 'AUC', test: weight === null ? 'paired DeLong' : 'paired DeLong, weighted', champion: paired.aucB, challenger: paired.aucA, difference: paired.difference, low: paired.low, high: paired.high, decideLow: decide.low, decideHigh: decide.high, margin: settings.margin, p: paired.p, n })
  }
  const loss = meanDuel('loss', lossName, first, second, settings)
  duels.push({ ...loss, margin: settings.lossMargin * loss.champion! })
  if (weight === null) duels.push({ key: 'wilcoxon', name: `signs and ranks of the ${lossName}`, test: 'Wilcoxon signed rank', champion: null, challenger: null, difference: null, low: null, high: null, decideLow: null, decideHigh: null, margin: null, p: wilcoxonSignedRank(gain).p, n })
  else notTested.push(`Signs and ranks of the ${lossName} (Wilcoxon): ranks have no agreed weighting.`)
  if (binary && threshold !== null) {
    duels.push(decisionDuel(champion, challenger, outcome, threshold, settings))
    if (settings.costs !== null) {
      const { falsePositive, falseNegative } = settings.costs
      const costOf = (score: Float64Array): Float64Array => score.map((value, row) => (value >= threshold ? (outcome[row] === 1 ? 0 : falsePositive) : outcome[row] === 1 ? falseNegative : 0))
      duels.push(meanDuel('cost', 'cost per decision', costOf(champion), costOf(challenger), settings))
    }
  } else if (binary) notTested.push('Decisions (McNemar) and costs: no decision threshold is set.')
  let wins = 0
  let losses = 0
  for (const value of gain) {
    if (value > 0) wins += 1
    if (value < 0) losses += 1
  }
  return { duels, lossName, championLoss: first, challengerLoss: second, proper: logLoss || !binary, wins, losses, ties: n - wins - losses, notTested }
}

/** Decisions by who alone has them right; weighted, by the shares that each has right. */
function decisionDuel(champion: Float64Array, challenger: Float64Array, outcome: Float64Array, threshold: number, settings: DuelSettings): Duel {
  const right = (score: Float64Array): Float64Array => score.map((value, row) => ((value >= threshold) === (outcome[row] === 1) ? 1 : 0))
  const [a, b] = [right(champion), right(challenger)]
  // Shares that are wrong, as a mean duel takes losses; printed as shares that are right.
  if (settings.weight !== null) {
    const duel = meanDuel('right', `share of right decisions at ${String(threshold)}`, a.map((hit) => 1 - hit), b.map((hit) => 1 - hit), settings)
    return { ...duel, champion: 1 - duel.champion!, challenger: 1 - duel.challenger! }
  }
  let onlyChampion = 0
  let onlyChallenger = 0
  for (let row = 0; row < a.length; row += 1) {
    if (a[row]! > b[row]!) onlyChampion += 1
    if (b[row]! > a[row]!) onlyChallenger += 1
  }
  return { key: 'mcnemar', name: `right decisions at ${String(threshold)} that the other has wrong`, test: 'McNemar mid-p', champion: onlyChampion, challenger: onlyChallenger, difference: null, low: null, high: null, decideLow: null, decideHigh: null, margin: null, p: mcNemar(onlyChampion, onlyChallenger).midP, n: a.length }
}

function meanDuel(key: Duel['key'], name: string, first: Float64Array, second: Float64Array, { alpha, weight }: DuelSettings): Duel {
  if (weight !== null) {
    const gain = rowMean(first.map((value, row) => value - second[row]!), weight)
    const [shown, decide] = [rowMeanInterval(gain), rowMeanInterval(gain, 1 - 2 * alpha)]
    return { key, name, test: `paired t of the ${name}, weighted`, champion: rowMean(first, weight).mean, challenger: rowMean(second, weight).mean, difference: gain.mean, low: shown.low, high: shown.high, decideLow: decide.low, decideHigh: decide.high, margin: null, p: gain.mean === 0 ? 1 : studentTTwoSided(gain.mean / gain.se, gain.df), n: gain.n }
  }
  const paired = pairedT(first, second)
  const decide = pairedT(first, second, 1 - 2 * alpha)
  return { key, name, test: `paired t of the ${name}`, champion: mean(first), challenger: mean(second), difference: paired.estimate, low: paired.low, high: paired.high, decideLow: decide.low, decideHigh: decide.high, margin: null, p: paired.p, n: first.length }
}
