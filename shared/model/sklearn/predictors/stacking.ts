import { malformed } from '../../problems'
import type { CompileModel } from '../compile'
import type { Estimator } from '../estimator'
import { numeric, type Batch, type Predictor } from '../steps'
import type { Column } from '../../../contract/table'
import { levelsOf, Member, widthOf } from './member'

/** A final model on the predictions of others, with the columns themselves behind them where asked for. */
export function stacking(estimator: Estimator, compile: CompileModel, classifier: boolean): Predictor {
  const members = estimator.list('estimators_').map((value) => new Member(compile(estimator.inner(value))))
  const methods = estimator.texts('stack_method_')
  const final = new Member(compile(estimator.inner(estimator.raw('final_estimator_'))))
  const classes = classifier ? estimator.classes : []
  if (members.length === 0 || methods.length !== members.length) throw malformed(estimator.file, `${estimator.name} has ${methods.length} ways to ask ${members.length} members`)
  const through = estimator.flag('passthrough', false)
  const inner = final.compiled.predictor
  const outputs = (columns: readonly Column[], batch: Batch): readonly Column[] => [
    ...members.flatMap((member, m) => stacked(member, methods[m]!, columns, batch).map((values, k) => numeric(`member ${m} output ${k}`, values))),
    ...(through ? columns : []),
  ]
  // The final model was fitted on the places of the classes; hidden arrays keep its own rule for the label.
  return {
    kind: inner.kind, classes, outputs: inner.outputs, width: widthOf(members, () => estimator.width), levels: levelsOf(members),
    facts: [{ label: 'Members', value: members.map((member) => member.name).join(', ') }, { label: 'Final model', value: final.name }],
    predict: (columns, batch) => {
      const given = outputs(columns, batch)
      return inner.predict(final.compiled.prepare === null ? given : final.compiled.prepare.apply(given, batch), batch)
    },
    ...(inner.decide === undefined ? {} : { decide: (arrays: readonly Float64Array[], row: number) => inner.decide!(arrays, row) }),
    ...(inner.decision === undefined ? {} : { decision: (columns: readonly Column[], batch: Batch) => final.decisions(outputs(columns, batch), batch) }),
  }
}

/** What a member passes on: of two classes the second one's probability only. */
function stacked(member: Member, method: string, columns: readonly Column[], batch: Batch): readonly Float64Array[] {
  if (method === 'predict_proba') {
    const probabilities = member.probabilities(columns, batch)
    return probabilities.length === 2 ? probabilities.slice(1) : probabilities
  }
  if (method === 'decision_function') return member.decisions(columns, batch)
  return member.classes.length === 0 ? member.values(columns, batch) : [member.labels(columns, batch).map((label) => Number(member.classes[label]))]
}
