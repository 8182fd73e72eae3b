import type { ReadModel } from '../../contract/model'
import type { PickleContent } from '../pickle/index'
import { PyDict, PyObject, type PyValue } from '../pickle/values'
import { limits } from '../limits'
import { cardOf, inputsOf } from './card'
import { compileModel, type Compiled } from './compile'
import { wordsOf } from './describe'
import { Estimator, NotScorable } from './estimator'
import { createScorer } from './scorer'

/** Compiles what a pickle or skops file holds; whatever cannot be scored is said and shown. */
export function readSklearn(format: string, content: PickleContent, file: string): ReadModel {
  let top: Estimator | null = null
  let compiled: Compiled | null = null
  const reasons: string[] = []
  try {
    top = new Estimator(modelIn(content.value), file, { left: 20_000, cells: limits.nodes }, 0)
    if (content.globals.dangerous.length === 0) {
      compiled = compileModel(top)
      inputsOf(top, compiled)
    }
  } catch (error) {
    if (!(error instanceof NotScorable)) throw error
    compiled = null
    if (content.globals.dangerous.length === 0) reasons.push(error.message)
  }
  const card = cardOf(format, content, top, compiled, reasons)
  const ready = compiled
  return { card, createScorer: ready === null || card.unsupported.length > 0 ? null : (mapping) => Promise.resolve(createScorer(ready, card.inputs, mapping)) }
}

/** The estimator itself, or the only one in a dictionary of things saved together. */
function modelIn(value: PyValue | undefined): PyValue | undefined {
  if (!(value instanceof PyDict)) return value
  const estimators = Array.from(value.entries.values()).filter((held) => held instanceof PyObject && held.path.startsWith('sklearn.') && (held.attribute('classes_') ?? held.attribute('coef_') ?? held.attribute('steps')) !== undefined)
  if (estimators.length !== 1) throw new NotScorable(`The file holds a dictionary (${Array.from(value.entries.keys()).slice(0, 10).map(wordsOf).join(', ')}), not one model.`)
  return estimators[0]
}
