import { malformed } from '../../problems'
import type { CompileModel } from '../compile'
import { listOfValue, numbersOfValue, type Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { levelsOf, Member } from './member'

function membersOf(estimator: Estimator, compile: CompileModel): readonly Member[] {
  const places = (listOfValue(estimator.raw('estimators_features_')) ?? []).map((value) => Array.from(numbersOfValue(value) ?? []))
  const width = estimator.width
  const members = estimator.list('estimators_').map((value, m) => {
    const own = places[m] ?? null
    if (own?.some((i) => i < 0 || i >= width) === true) throw malformed(estimator.file, `${estimator.name} speaks of columns it does not have`)
    return new Member(compile(estimator.inner(value)), own)
  })
  if (members.length === 0) throw malformed(estimator.file, `${estimator.name} holds no members`)
  return members
}

const facts = (members: readonly Member[]): Predictor['facts'] => [{ label: 'Members', value: `${members.length} of ${members[0]!.name}` }]

/** Mean of the members' probabilities; of members without, the share of their votes. */
export function baggingClassifier(estimator: Estimator, compile: CompileModel): Predictor {
  const members = membersOf(estimator, compile)
  const classes = estimator.classes
  // The members were fitted on the places of the classes, and may have seen only some.
  const placeOf = (member: Member, k: number): number => {
    const place = Number(member.classes[k])
    if (!(place >= 0 && place < classes.length)) throw malformed(estimator.file, `a member of ${estimator.name} predicts a class that does not exist`)
    return place
  }
  return {
    kind: 'probabilities', classes, width: estimator.width, outputs: classes.length, facts: facts(members), levels: levelsOf(members),
    predict: (columns, batch) => {
      const sums = classes.map(() => new Float64Array(batch.rows))
      for (const member of members) {
        if (member.compiled.predictor.kind === 'probabilities') {
          member.probabilities(columns, batch).forEach((values, k) => {
            const sum = sums[placeOf(member, k)]!
            for (let row = 0; row < sum.length; row++) sum[row]! += values[row]!
          })
        } else {
          member.labels(columns, batch).forEach((label, row) => { sums[placeOf(member, label)]![row]! += 1 })
        }
      }
      return sums.map((sum) => sum.map((x) => x / members.length))
    },
  }
}

/** Mean of the members' predictions. */
export function baggingRegressor(estimator: Estimator, compile: CompileModel): Predictor {
  const members = membersOf(estimator, compile)
  const outputs = members[0]!.compiled.predictor.outputs
  return {
    kind: 'values', classes: [], width: estimator.width, outputs, facts: facts(members), levels: levelsOf(members),
    predict: (columns, batch) => {
      const sums = Array.from({ length: outputs }, () => new Float64Array(batch.rows))
      for (const member of members) member.values(columns, batch).forEach((values, k) => { for (let row = 0; row < values.length; row++) sums[k]![row]! += values[row]! })
      return sums.map((sum) => sum.map((x) => x / members.length))
    },
  }
}
