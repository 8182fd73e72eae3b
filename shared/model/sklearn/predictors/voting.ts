import { malformed } from '../../problems'
import type { CompileModel } from '../compile'
import { listOfValue, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { levelsOf, Member, widthOf } from './member'

/** The members as fitted, those left out not among them, and their weights. */
function membersOf(estimator: Estimator, compile: CompileModel): { readonly members: readonly Member[]; readonly weights: readonly number[] } {
  const members = estimator.list('estimators_').map((value) => new Member(compile(estimator.inner(value))))
  const named = listOfValue(estimator.raw('estimators')) ?? []
  const dropped = named.map((value) => { const part = listOfValue(value)?.[1]; return part === 'drop' || part === null })
  const given = numbersOfValue(estimator.raw('weights'))
  const weights = given === null ? members.map(() => 1) : Array.from(given).filter((_weight, i) => dropped[i] !== true)
  if (members.length === 0 || weights.length !== members.length) throw malformed(estimator.file, `${estimator.name} has ${weights.length} weights for ${members.length} members`)
  return { members, weights }
}

const facts = (members: readonly Member[]): Predictor['facts'] => [{ label: 'Members', value: members.map((member) => member.name).join(', ') }]

/** Weighted mean of the members' probabilities, or the class with most (weighted) votes. */
export function votingClassifier(estimator: Estimator, compile: CompileModel): Predictor {
  const { members, weights } = membersOf(estimator, compile)
  const classes = estimator.classes
  const total = weights.reduce((a, b) => a + b, 0)
  const soft = estimator.text('voting', 'hard') === 'soft'
  const shared = { classes, width: widthOf(members, () => estimator.width), facts: [...facts(members), { label: 'Voting', value: soft ? 'soft' : 'hard' }], levels: levelsOf(members) }
  if (soft) {
    if (members.some((member) => member.compiled.predictor.kind !== 'probabilities' || member.classes.length !== classes.length)) throw new NotScorable('VotingClassifier averages probabilities that a member does not give.')
    return {
      ...shared, kind: 'probabilities', outputs: classes.length,
      predict: (columns, batch) => mean(members.map((member) => member.probabilities(columns, batch)), weights, total),
    }
  }
  return {
    ...shared, kind: 'decisions', outputs: classes.length,
    // The members were fitted on the places of the classes.
    predict: (columns, batch) => {
      const votes = classes.map(() => new Float64Array(batch.rows))
      members.forEach((member, m) => {
        member.labels(columns, batch).forEach((label, row) => { votes[Number(member.classes[label])]![row]! += weights[m]! })
      })
      return votes
    },
  }
}

/** Weighted mean of the members' predictions. */
export function votingRegressor(estimator: Estimator, compile: CompileModel): Predictor {
  const { members, weights } = membersOf(estimator, compile)
  const total = weights.reduce((a, b) => a + b, 0)
  return {
    kind: 'values', classes: [], outputs: 1, width: widthOf(members, () => estimator.width), facts: facts(members), levels: levelsOf(members),
    predict: (columns, batch) => mean(members.map((member) => member.values(columns, batch)), weights, total),
  }
}

/** Weighted mean over members, array by array. */
function mean(parts: readonly (readonly Float64Array[])[], weights: readonly number[], total: number): readonly Float64Array[] {
  return (parts[0] ?? []).map((first, k) => first.map((_x, row) => parts.reduce((sum, part, m) => sum + weights[m]! * part[k]![row]!, 0) / total))
}
