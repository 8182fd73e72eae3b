import { malformed } from '../../problems'
import type { CompileModel } from '../compile'
import { NotScorable, type Estimator } from '../estimator'
import type { Batch, Predictor } from '../steps'
import type { Column } from '../../../contract/table'
import { softmaxRows } from './dense'
import { levelsOf, Member, widthOf } from './member'
import { olderThan } from '../transforms/discretizer'

function membersOf(estimator: Estimator, compile: CompileModel): { readonly members: readonly Member[]; readonly weights: Float64Array } {
  const members = estimator.list('estimators_').map((value) => new Member(compile(estimator.inner(value))))
  const weights = estimator.numbers('estimator_weights_').slice(0, members.length)
  if (members.length === 0 || weights.length !== members.length) throw malformed(estimator.file, `${estimator.name} has ${weights.length} weights for ${members.length} members`)
  return { members, weights }
}

const facts = (members: readonly Member[]): Predictor['facts'] => [{ label: 'Members', value: `${members.length} of ${members[0]!.name}` }]
const epsilon = 2 ** -52

/** AdaBoost by votes (SAMME) or by log probabilities (SAMME.R); probabilities are the softmax of the decision function. */
export function adaBoostClassifier(estimator: Estimator, compile: CompileModel): Predictor {
  const { members, weights } = membersOf(estimator, compile)
  const classes = estimator.classes
  const n = classes.length
  const version = estimator.text('_sklearn_version', '9')
  const byProbability = estimator.text('algorithm', 'SAMME') === 'SAMME.R'
  if (!byProbability && olderThan(version, 0, 22)) throw new NotScorable('AdaBoostClassifier by votes had other probabilities before scikit-learn 0.22, which are not scored here.')
  // Before 1.4 a vote for one class did not count against the others.
  const against = olderThan(version, 1, 4) ? 0 : -1 / (n - 1)
  const total = byProbability ? members.length : weights.reduce((a, b) => a + b, 0)
  const scores = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    const sums = classes.map(() => new Float64Array(batch.rows))
    members.forEach((member, m) => {
      batch.job.checkpoint()
      if (byProbability) {
        const logs = member.probabilities(columns, batch).map((p) => p.map((x) => Math.log(Math.max(x, epsilon))))
        for (let row = 0; row < batch.rows; row++) {
          const mean = logs.reduce((sum, log) => sum + log[row]!, 0) / n
          logs.forEach((log, k) => { sums[k]![row]! += (n - 1) * (log[row]! - mean) })
        }
      } else {
        member.labels(columns, batch).forEach((label, row) => { sums.forEach((sum, k) => { sum[row]! += member.classes[label] === classes[k] ? weights[m]! : weights[m]! * against }) })
      }
    })
    for (const sum of sums) for (let row = 0; row < sum.length; row++) sum[row]! /= total
    return n === 2 ? [sums[1]!.map((x, row) => x - sums[0]![row]!)] : sums
  }
  return {
    kind: 'probabilities', classes, outputs: n, width: widthOf(members, () => estimator.width), facts: facts(members), levels: levelsOf(members),
    predict: (columns, batch) => {
      const decision = scores(columns, batch)
      const [only] = decision
      if (n === 1) return [new Float64Array(batch.rows).fill(1)]
      return [...softmaxRows(n === 2 && only !== undefined ? [only.map((x) => -x / 2), only.map((x) => x / 2)] : decision.map((values) => values.map((x) => x / (n - 1)))), ...decision]
    },
    decide: (arrays, row) => {
      if (n === 2) return arrays[2]![row]! > 0 ? 1 : 0
      let best = 0
      for (let k = 1; k < n; k++) if (arrays[n + k]![row]! > arrays[n + best]![row]!) best = k
      return best
    },
    decision: scores,
  }
}

/** The weighted median of the members' predictions. */
export function adaBoostRegressor(estimator: Estimator, compile: CompileModel): Predictor {
  const { members, weights } = membersOf(estimator, compile)
  const half = 0.5 * weights.reduce((a, b) => a + b, 0)
  return {
    kind: 'values', classes: [], outputs: 1, width: widthOf(members, () => estimator.width), facts: facts(members), levels: levelsOf(members),
    predict: (columns, batch) => {
      const values = members.map((member) => member.values(columns, batch)[0]!)
      const order = members.map((_member, m) => m)
      return [Float64Array.from({ length: batch.rows }, (_, row) => {
        if (row % 1024 === 0) batch.job.checkpoint()
        order.sort((a, b) => values[a]![row]! - values[b]![row]!)
        let sum = 0
        for (const m of order) {
          sum += weights[m]!
          if (sum >= half) return values[m]![row]!
        }
        return values[order.at(-1)!]![row]!
      })]
    },
  }
}
