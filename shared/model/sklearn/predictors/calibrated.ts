import { malformed } from '../../problems'
import type { CompileModel } from '../compile'
import { NotScorable, numbersOfValue, type Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { expit, softmaxRows } from './dense'
import { isotonicMap } from './isotonic'
import { levelsOf, Member, widthOf } from './member'

interface Fold {
  readonly member: Member
  /** One curve per class, or one for the second of two classes; null for a temperature. */
  readonly curves: readonly ((x: number) => number)[] | null
  readonly temperature: number
  /** Place among the classes of each class of the member. */
  readonly places: readonly number[]
}

/** Mean over folds of a model's decision values (or probabilities) put through a fitted curve. */
export function calibratedClassifier(estimator: Estimator, compile: CompileModel): Predictor {
  const classes = estimator.classes
  const folds = estimator.list('calibrated_classifiers_').map((value) => foldOf(estimator.inner(value), classes, compile))
  if (folds.length === 0) throw malformed(estimator.file, 'CalibratedClassifierCV holds no calibrated model')
  const members = folds.map((fold) => fold.member)
  return {
    kind: 'probabilities', classes, outputs: classes.length, width: widthOf(members, () => estimator.width), levels: levelsOf(members),
    facts: [{ label: 'Calibrated', value: `${folds.length} of ${members[0]!.name}, ${estimator.text('method', 'sigmoid')}` }],
    predict: (columns, batch) => {
      const sums = classes.map(() => new Float64Array(batch.rows))
      for (const fold of folds) {
        const given = fold.member.decides ? fold.member.decisions(columns, batch) : fold.member.probabilities(columns, batch)
        const own = calibrated(fold, given, fold.member.decides, classes.length, batch.rows)
        sums.forEach((sum, k) => { for (let row = 0; row < sum.length; row++) sum[row]! += own[k]![row]! / folds.length })
      }
      return sums
    },
  }
}

function calibrated(fold: Fold, given: readonly Float64Array[], decisions: boolean, classes: number, rows: number): readonly Float64Array[] {
  if (fold.curves === null) {
    const logits = given.length === 1 ? [given[0]!.map((x) => -x), given[0]!] : decisions ? given : given.map((p) => p.map((x) => Math.log(x + 2 ** -52)))
    return softmaxRows(logits.map((values) => values.map((x) => x * fold.temperature)))
  }
  const out = Array.from({ length: classes }, () => new Float64Array(rows))
  if (classes === 2) {
    const score = given.at(-1)!
    out[1]!.set(score.map(fold.curves[0]!))
    out[0]!.set(out[1]!.map((p) => 1 - p))
  } else {
    given.forEach((values, k) => { out[fold.places[k]!]!.set(values.map(fold.curves![k]!)) })
    for (let row = 0; row < rows; row++) {
      const sum = out.reduce((total, values) => total + values[row]!, 0)
      for (const values of out) values[row] = sum === 0 ? 1 / classes : values[row]! / sum
    }
  }
  for (const values of out) for (let row = 0; row < rows; row++) if (values[row]! > 1 && values[row]! <= 1 + 1e-5) values[row] = 1
  return out
}

function foldOf(fold: Estimator, classes: readonly string[], compile: CompileModel): Fold {
  const member = new Member(compile(fold.inner(fold.raw('estimator') ?? fold.raw('base_estimator'))))
  if (!member.decides && member.compiled.predictor.kind !== 'probabilities') throw new NotScorable(`CalibratedClassifierCV calibrates a ${member.name}, which gives neither probabilities nor decision values.`)
  // Where a temperature is fitted, the model inside was fitted on the places of the classes.
  const places = member.classes.map((label) => classes.includes(label) ? classes.indexOf(label) : Number(label) < classes.length ? Number(label) : -1)
  if (places.includes(-1)) throw malformed(fold.file, 'a calibrated model predicts a class that does not exist')
  const curves = fold.list(fold.has('calibrators') ? 'calibrators' : 'calibrators_').map((value) => fold.inner(value))
  const temperature = curves[0]?.name === '_TemperatureScaling' ? (numbersOfValue(curves[0].raw('beta_'))?.[0] ?? NaN) : NaN
  if (!Number.isNaN(temperature)) return { member, curves: null, temperature, places }
  if (curves.length !== (classes.length === 2 ? 1 : member.classes.length)) throw malformed(fold.file, `a calibrated model has ${curves.length} curves for ${member.classes.length} classes`)
  return { member, curves: curves.map(curveOf), temperature, places }
}

function curveOf(calibrator: Estimator): (x: number) => number {
  switch (calibrator.name) {
    case '_SigmoidCalibration': {
      const a = calibrator.number('a_')
      const b = calibrator.number('b_')
      return (x) => expit(-(a * x + b))
    }
    case 'IsotonicRegression': return isotonicMap(calibrator)
    default: throw new NotScorable(`CalibratedClassifierCV uses a ${calibrator.name}, which is not scored here.`)
  }
}
