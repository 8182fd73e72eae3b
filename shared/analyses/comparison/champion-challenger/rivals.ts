import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { datasetsOf } from '../../common/datasets'
import { formatCount, listWords } from '../../common/format'
import { compareRows, predictionsOf } from '../../common/predictions'
import type { NamedPredictions } from '../../common/predictions'

/** Who is who by name, as the plan says; empty where the rule decides. */
export interface NamedRivals {
  readonly champion: string
  readonly challenger: string
}

/** Two sets of predictions of the same rows. */
export interface Rivals {
  readonly dataset: AnalysisDataset
  readonly champion: NamedPredictions
  readonly challenger: NamedPredictions
  /** Rows on which the two differ by more than rounding, and rows that hold both. */
  readonly differ: number
  readonly both: number
}

/**
 * The rivals, on the first dataset (test, production, development) that has both and outcomes. The plan
 * may name either; else the challenger is the artifact under review (without one, or where it is the
 * champion, the first prediction column that is not the champion), the champion the first prediction
 * column that is not the challenger.
 * @returns why there are none, in a sentence
 */
export function rivalsOf(input: AnalysisInput, named: NamedRivals): Rivals | string {
  let absent: string | null = null
  for (const dataset of [...datasetsOf(input, 'test'), ...datasetsOf(input, 'production'), ...datasetsOf(input, 'development')]) {
    const predictions = predictionsOf(input, dataset)
    if (predictions.length < 2 || dataset.outcome === null) continue
    const pair = pairOf(predictions, dataset.score !== null, named)
    if (typeof pair === 'string') {
      absent ??= pair
      continue
    }
    const { champion, challenger } = pair
    const { both, differ, same } = compareRows(champion.values, challenger.values)
    if (both === 0) continue
    if (same) return sameModel(champion, challenger, differ, both, dataset)
    return { dataset, champion, challenger, differ, both }
  }
  return absent ?? 'No dataset holds two sets of predictions and outcomes.'
}

/** The artifact's own scores come last; without an artifact the second column is the challenger. */
function pairOf(predictions: readonly NamedPredictions[], scored: boolean, named: NamedRivals): Pick<Rivals, 'champion' | 'challenger'> | string {
  const names = predictions.map(({ name }) => name)
  const unknown = [named.champion, named.challenger].find((name) => name !== '' && !names.includes(name))
  if (unknown !== undefined) return `The plan names ${unknown} as champion or challenger; the predictions are ${listWords(names, 8)}.`
  if (named.champion !== '' && named.champion === named.challenger) return `Champion and challenger are both ${named.champion}.`
  const of = (name: string): NamedPredictions | undefined => predictions.find((each) => each.name === name)
  const byRule = scored ? predictions.at(-1)! : predictions[1]!
  const champion = of(named.champion)
  const challenger = of(named.challenger) ?? (champion === undefined || byRule !== champion ? byRule : predictions[0]!)
  return { champion: champion ?? predictions.find((each) => each !== challenger)!, challenger }
}

function sameModel(champion: NamedPredictions, challenger: NamedPredictions, differ: number, both: number, dataset: AnalysisDataset): string {
  const rows = `they differ on ${formatCount(differ)} of ${formatCount(both)} rows of ${dataset.name}, so there is no second model to compare with.`
  const own = dataset.score !== null && [champion.values, challenger.values].includes(dataset.score)
  return own ? `The recorded predictions are the artifact's own: ${rows}` : `${champion.name} and ${challenger.name} are one model's predictions: ${rows}`
}
