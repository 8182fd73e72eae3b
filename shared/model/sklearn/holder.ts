import { PyObject, type PyValue } from '../pickle/values'
import { listOfValue, type Estimator } from './estimator'

/** Where models of models keep the model that first sees the columns. */
const insides = ['best_estimator_', 'regressor_', 'estimator_', 'estimators_', 'calibrated_classifiers_', 'estimator', 'base_estimator'] as const

/** The outermost estimator that knows its columns: the model, the first step of a pipeline, or a model inside it. */
export function holderOfWidth(top: Estimator): Estimator | null {
  if (top.columnNames !== null || top.has('n_features_in_')) return top
  const within = (value: PyValue | undefined): Estimator | null => value instanceof PyObject ? holderOfWidth(top.inner(value)) : null
  if (top.name === 'Pipeline' || top.name === 'FeatureUnion') {
    for (const step of listOfValue(top.raw(top.name === 'Pipeline' ? 'steps' : 'transformer_list')) ?? []) {
      const part = listOfValue(step)?.[1]
      // What comes after the first step sees other columns.
      if (part instanceof PyObject) return within(part)
    }
    return null
  }
  for (const key of insides) {
    const value = top.raw(key)
    const found = within(listOfValue(value)?.[0] ?? value)
    if (found !== null) return found
  }
  return top.knownWidth === null ? null : top
}
