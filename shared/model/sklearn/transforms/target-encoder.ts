import { malformed } from '../../problems'
import { numbersOfValue, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'
import { categoriesOf, placesOf } from './encoders'

/** Category → the shrunken mean of the target it had in training, per class where there are several; unknown ones get the overall mean. */
export function targetEncoder(estimator: Estimator): Transform {
  const categories = categoriesOf(estimator)
  const means = estimator.numbers('target_mean_')
  const classes = estimator.text('target_type_', 'binary') === 'multiclass' ? estimator.classes : null
  const per = classes?.length ?? 1
  const encodings = estimator.list('encodings_').map((value) => numbersOfValue(value) ?? new Float64Array())
  if (means.length !== per || encodings.length !== categories.length * per || encodings.some((own, e) => own.length !== categories[Math.floor(e / per)]!.levels.length)) throw malformed(estimator.file, 'TargetEncoder holds encodings that do not fit its categories')
  const nameOf = (name: string, k: number): string => classes === null ? name : `${name} for ${classes[k]!}`
  const each = Array.from({ length: per }, (_, k) => k)
  return {
    names: (inputs) => categories.flatMap((_own, i) => each.map((k) => nameOf(inputs[i] ?? `x${i}`, k))),
    levels: (input) => categories[input]?.levels ?? null,
    apply: (columns, batch) => columns.flatMap((column, i) => {
      batch.job.checkpoint()
      const own = categories[i]
      if (own === undefined) throw malformed(estimator.file, 'TargetEncoder has fewer lists of categories than columns')
      const places = placesOf(column, own)
      return each.map((k) => numeric(nameOf(column.name, k), places.map((place) => place < 0 ? means[k]! : encodings[i * per + k]![place]!)))
    }),
  }
}
