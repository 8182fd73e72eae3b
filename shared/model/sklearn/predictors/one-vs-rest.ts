import type { Column } from '../../../contract/table'
import { malformed } from '../../problems'
import type { CompileModel } from '../compile'
import { NotScorable, type Estimator } from '../estimator'
import type { Batch, Predictor } from '../steps'
import { olderThan } from '../transforms/discretizer'
import { levelsOf, Member, widthOf } from './member'

function membersOf(estimator: Estimator, compile: CompileModel): readonly Member[] {
  return estimator.list('estimators_').map((value) => {
    const inner = estimator.inner(value)
    if (inner.name === '_ConstantPredictor') throw new NotScorable(`${estimator.name} holds a class that never occurred in training, which is not scored here.`)
    return new Member(compile(inner))
  })
}

/** One model per class against all others: probabilities normalised over the classes, the class by the largest answer. */
export function oneVersusRest(estimator: Estimator, compile: CompileModel): Predictor {
  const members = membersOf(estimator, compile)
  const binarizer = estimator.inner(estimator.raw('label_binarizer_'))
  if (binarizer.text('y_type_', '').startsWith('multilabel')) throw new NotScorable(`${estimator.name} predicts several labels at once.`)
  const classes = binarizer.classes
  const n = classes.length
  if (members.length !== (n === 2 ? 1 : n)) throw malformed(estimator.file, `${estimator.name} has ${members.length} members for ${n} classes`)
  const answers = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => members.map((member) => member.decides ? member.decisions(columns, batch)[0]! : member.probabilities(columns, batch)[1]!)
  const shared = { classes, width: widthOf(members, () => estimator.width), levels: levelsOf(members), facts: [{ label: 'Members', value: `${members.length} of ${members[0]!.name}` }] }
  const cut = members[0]!.decides ? 0 : 0.5
  const decide = (from: number) => (arrays: readonly Float64Array[], row: number): number => {
    if (n === 2) return arrays[from]![row]! > cut ? 1 : 0
    let best = 0
    for (let k = 1; k < n; k++) if (arrays[from + k]![row]! > arrays[from + best]![row]!) best = k
    return best
  }
  if (members.some((member) => member.compiled.predictor.kind !== 'probabilities')) {
    return { ...shared, kind: 'decisions', outputs: members.length, predict: answers, decide: decide(0) }
  }
  return {
    ...shared, kind: 'probabilities', outputs: n,
    predict: (columns, batch) => {
      const own = members.map((member) => member.probabilities(columns, batch)[1]!)
      const probabilities = n === 2 ? [own[0]!.map((p) => 1 - p), own[0]!] : own.map((p) => p.map((x, row) => x / own.reduce((sum, other) => sum + other[row]!, 0)))
      return [...probabilities, ...answers(columns, batch)]
    },
    decide: decide(n),
    ...(members.every((member) => member.decides) ? { decision: answers } : {}),
  }
}

/** One model per pair of classes: votes, with the sum of the answers between equals. */
export function oneVersusOne(estimator: Estimator, compile: CompileModel): Predictor {
  const members = membersOf(estimator, compile)
  const classes = estimator.classes
  if (classes.length > 2 && olderThan(estimator.text('_sklearn_version', '9'), 0, 22)) throw new NotScorable('OneVsOneClassifier counted votes over all rows together before scikit-learn 0.22, which is not scored here.')
  const pairs = classes.flatMap((_a, i) => classes.slice(i + 1).map((_b, k) => [i, i + 1 + k] as const))
  if (members.length !== pairs.length) throw malformed(estimator.file, `${estimator.name} has ${members.length} members for ${pairs.length} pairs of classes`)
  return {
    kind: 'decisions', classes, width: widthOf(members, () => estimator.width), outputs: classes.length === 2 ? 1 : classes.length, levels: levelsOf(members), facts: [{ label: 'Members', value: `${members.length} of ${members[0]!.name}` }],
    predict: (columns, batch) => {
      const labels = members.map((member) => member.labels(columns, batch))
      const answers = members.map((member) => member.decides ? member.decisions(columns, batch)[0]! : member.probabilities(columns, batch)[1]!)
      const votes = combinedVotes(classes.length, pairs, (p, row) => labels[p]![row]! === 1, (p, row) => answers[p]![row]!, batch.rows)
      return classes.length === 2 ? [answers[0]!] : votes
    },
  }
}

/** Votes of the pairs, plus the summed answers shrunk to less than half a vote: the library's decision function. */
export function combinedVotes(classes: number, pairs: readonly (readonly [number, number])[], second: (pair: number, row: number) => boolean, answer: (pair: number, row: number) => number, rows: number): readonly Float64Array[] {
  const out = Array.from({ length: classes }, () => new Float64Array(rows))
  const sums = new Float64Array(classes)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    pairs.forEach(([a, b], p) => {
      const x = answer(p, row)
      sums[a]! -= x
      sums[b]! += x
      out[second(p, row) ? b : a]![row]! += 1
    })
    out.forEach((votes, k) => { votes[row]! += sums[k]! / (3 * (Math.abs(sums[k]!) + 1)) })
  }
  return out
}
