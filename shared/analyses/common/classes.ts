import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { datasetsOf } from './datasets'

/** Class to be judged, per row: the artifact's own, else the developer's recorded one. */
export function classOf(dataset: AnalysisDataset): Float64Array | null {
  return dataset.predictedClass ?? dataset.recordedClass
}

/** Probabilities of the classes from the same source as `classOf`; null where that gives none. */
export function probabilitiesOf(dataset: AnalysisDataset): readonly Float64Array[] | null {
  return dataset.predictedClass !== null || dataset.classProbabilities !== null ? dataset.classProbabilities : dataset.recordedProbabilities
}

/** Where the class of a dataset comes from, in words. */
export function classOrigin(dataset: AnalysisDataset): string {
  return dataset.predictedClass !== null ? 'classes of the artifact' : dataset.recordedClass !== null ? 'recorded classes' : 'no classes'
}

/** 1 where the row is of the class, 0 where it is of another, NaN where that is not known. */
export function againstRest(codes: Float64Array, index: number): Float64Array {
  return codes.map((code) => (Number.isNaN(code) ? code : Number(code === index)))
}

/** Datasets whose classes can be judged against outcomes: test ones, else production, else development. */
export function judgedClasses(input: AnalysisInput): readonly AnalysisDataset[] {
  for (const role of ['test', 'production', 'development'] as const) {
    const usable = datasetsOf(input, role).filter((dataset) => classOf(dataset) !== null && dataset.outcome !== null)
    if (usable.length > 0) return usable
  }
  return []
}

/** Of several classes the one whose probability is the score of the review, in a sentence; none for other tasks, or where no class's is. */
export function scoredClassNote(input: AnalysisInput, dataset: AnalysisDataset): readonly string[] {
  const { score, classProbabilities } = dataset
  if (input.task !== 'multiclass' || score === null || classProbabilities === null) return []
  const index = classProbabilities.findIndex((values) => values.every((value, row) => Object.is(value, score[row]!)))
  return index < 0 ? [] : [`The score is the probability of ${input.classes[index]!}, one of ${String(input.classes.length)} classes; the others are not looked at here.`]
}
