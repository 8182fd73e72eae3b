import type { ModelCard, ModelInput, ModelOutput, Task } from '../../contract/model'
import { splitCounts } from '../tree-structure'
import type { MojoHead } from './folder'
import type { Predictor } from './predictor'
import type { Mojo } from './read'

/** Inputs of a model, the offset column last where there is one. */
export function inputsOf(plan: readonly ModelInput[], predictor: Predictor | null, offsetColumn: string | null): readonly ModelInput[] {
  return predictor?.takesOffset === true && offsetColumn !== null ? [...plan, { name: offsetColumn, type: 'number', positional: false }] : plan
}

/** Outputs in scoring order: label and class probabilities (and the calibrated ones), or values. */
export function outputsOf(predictor: Predictor, classes: readonly string[]): readonly ModelOutput[] {
  if (classes.length === 0) return predictor.valueNames.map((name): ModelOutput => ({ name, kind: 'value' }))
  const of = (prefix: string): readonly ModelOutput[] => classes.map((classLabel) => ({ name: `${prefix}:${classLabel}`, kind: 'probability', classLabel }))
  return [{ name: 'label', kind: 'label' }, ...of('probability'), ...(predictor.calibrated ? of('calibrated') : [])]
}

/** What the model predicts. */
export function taskOf(classes: readonly string[]): Task {
  return classes.length === 0 ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass'
}

/** Splits per column, or what the algorithm counts. */
export function usesOf(predictor: Predictor, names: readonly string[], importance: ReadonlyMap<string, number>): ModelCard['featureUse'] {
  if (predictor.uses !== undefined) return predictor.uses
  if (predictor.forest === undefined) return []
  const gain = new Map(names.flatMap((name, i) => importance.has(name) ? [[i, importance.get(name)!] as const] : []))
  return splitCounts(predictor.forest.forest, (feature) => names[feature] ?? `column ${feature}`, gain)
}

/** The card of a MOJO. */
export function cardOf({ head, details, plan, predictor, unsupported }: Mojo): ModelCard {
  const { ini, classes } = head
  return {
    format: 'h2o-mojo',
    formatVersion: `MOJO ${ini.text('mojo_version')}`,
    producer: `H2O ${ini.text('h2o_version', '')}`.trim(),
    task: taskOf(classes),
    classes,
    inputs: plan === null ? plainInputs(head) : inputsOf(plan.inputs, predictor, head.offsetColumn),
    outputs: predictor === null ? [] : outputsOf(predictor, classes),
    facts: [
      { label: 'Algorithm', value: head.algorithm },
      { label: 'Category', value: head.category },
      ...(head.response === null ? [] : [{ label: 'Response', value: head.response }]),
      ...(predictor?.facts ?? []),
      ...(classes.length === 2 ? [{ label: 'Threshold of the label', value: String(head.threshold) }] : []),
      ...(head.balanced ? [{ label: 'Balanced classes', value: 'probabilities are put back to the shares before balancing' }] : []),
      ...(head.offsetColumn === null ? [] : [{ label: 'Offset', value: head.offsetColumn }]),
      ...(details.parameters.length === 0 ? [] : [{ label: 'Parameters', value: details.parameters.join(', ') }]),
      ...(ini.has('timestamp') ? [{ label: 'Created (as the file says)', value: ini.text('timestamp') }] : []),
      ...(ini.has('uuid') ? [{ label: 'Model id', value: ini.text('uuid') }] : []),
      ...(head.levels.some((levels) => levels !== null) ? [{ label: 'Unseen categories', value: 'count as missing' }] : []),
    ],
    structure: predictor?.structure ?? [],
    featureUse: predictor === null ? [] : usesOf(predictor, head.names, details.importance),
    unsupported: [...unsupported, ...(head.offsetColumn !== null && predictor?.takesOffset === false ? [`It takes the offset column "${head.offsetColumn}", which ${head.algorithm} is not scored with here.`] : [])],
    security: [],
    edits: [],
  }
}

function plainInputs({ names, levels }: MojoHead): readonly ModelInput[] {
  return names.map((name, i) => {
    const own = levels[i] ?? null
    return { name, type: own === null ? 'number' : 'category', ...(own === null ? {} : { levels: own }), positional: false }
  })
}
