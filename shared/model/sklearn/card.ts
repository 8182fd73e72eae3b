import type { ModelCard, ModelInput, ModelOutput } from '../../contract/model'
import type { PickleContent } from '../pickle/index'
import { PyObject } from '../pickle/values'
import { forestStructure, splitCounts } from '../tree-structure'
import type { Compiled } from './compile'
import { holderOfWidth } from './holder'
import { parametersOf, structureOf } from './describe'
import { NotScorable, type Estimator } from './estimator'

/** Columns the model takes, named where it was fitted on named columns. */
export function inputsOf(top: Estimator, compiled: Compiled): readonly ModelInput[] {
  const holder = holderOfWidth(top) ?? compiled.final
  const names = holder.columnNames ?? (compiled.prepare === null ? (compiled.predictor.inputNames ?? null) : null)
  const width = names?.length ?? (Number.isNaN(compiled.width) ? holder.width : compiled.width)
  return Array.from({ length: width }, (_, i): ModelInput => {
    const levels = compiled.prepare === null ? (compiled.predictor.levels?.(i) ?? null) : compiled.prepare.levels(i)
    return { name: names?.[i] ?? `x${i}`, type: levels !== null && levels.some((level) => level.trim() === '' || Number.isNaN(Number(level))) ? 'category' : 'number', ...(levels === null ? {} : { levels }), positional: names === null }
  })
}

/** Outputs in scoring order. */
export function outputsOf({ predictor }: Compiled): readonly ModelOutput[] {
  switch (predictor.kind) {
    case 'probabilities': return [{ name: 'label', kind: 'label' }, ...predictor.classes.map((classLabel): ModelOutput => ({ name: `probability:${classLabel}`, kind: 'probability', classLabel }))]
    case 'decisions': return [{ name: 'label', kind: 'label' }, ...Array.from({ length: predictor.outputs }, (_, k): ModelOutput => ({ name: predictor.outputs === 1 ? 'score' : `score:${predictor.classes.length === predictor.outputs && predictor.decide === undefined ? predictor.classes[k]! : String(k)}`, kind: 'value' }))]
    case 'values': return Array.from({ length: predictor.outputs }, (_, k): ModelOutput => ({ name: predictor.outputs === 1 ? 'score' : `score:${k}`, kind: 'value' }))
    default: throw new NotScorable('Its predictions are of an unknown kind.')
  }
}

/** What the pickle would do when loaded by Python, as security notes and reasons to refuse a scorer. */
export function safetyOf({ globals }: PickleContent): { readonly security: readonly string[]; readonly unsupported: readonly string[] } {
  const security = globals.dangerous.map((path) => `Loading this file in Python would reach for ${path}: code of the file's author would run. Nothing was run here.`)
  if (globals.foreign.length > 0) security.push(`Loading this file in Python would import ${globals.foreign.slice(0, 10).join(', ')}${globals.foreign.length > 10 ? ` and ${globals.foreign.length - 10} more` : ''}, code that is not part of the file.`)
  return { security, unsupported: globals.dangerous.length === 0 ? [] : [`The file calls ${globals.dangerous.join(', ')}; a model that does so is not scored.`] }
}

/** The card of a pickled estimator; `compiled` is null when it cannot be scored. */
export function cardOf(format: string, content: PickleContent, top: Estimator | null, compiled: Compiled | null, reasons: readonly string[]): ModelCard {
  const { security, unsupported } = safetyOf(content)
  const object = top?.object ?? (content.value instanceof PyObject ? content.value : null)
  const version = object?.attribute('_sklearn_version')
  const inputs = top === null || compiled === null ? [] : inputsOf(top, compiled)
  const predictor = compiled?.predictor ?? null
  const names = compiled?.prepare?.names(inputs.map((input) => input.name)) ?? inputs.map((input) => input.name)
  const nameOf = (feature: number): string => names[feature] ?? `x${feature}`
  const parameters = object === null ? [] : parametersOf(compiled?.final.object ?? object)
  return {
    format,
    formatVersion: content.form,
    producer: predictor?.producer !== undefined ? `${predictor.producer}${typeof version === 'string' ? `, scikit-learn ${version}` : ''}` : typeof version === 'string' ? `scikit-learn ${version}` : content.imports.some((path) => path.startsWith('sklearn.')) ? 'scikit-learn (version not recorded)' : 'Python',
    task: predictor === null || predictor.kind === 'values' ? 'regression' : predictor.classes.length > 2 ? 'multiclass' : 'binary',
    classes: predictor?.classes ?? [],
    inputs,
    outputs: compiled === null ? [] : outputsOf(compiled),
    facts: [
      ...(object === null ? [] : [{ label: 'Class', value: object.path }]),
      ...(compiled === null || compiled.final.object === object ? [] : [{ label: 'Predictor', value: compiled.final.object.path }]),
      ...(predictor?.facts ?? []),
      ...(parameters.length === 0 ? [] : [{ label: 'Parameters', value: parameters.join(', ') }]),
      { label: 'Names a loader imports', value: String(content.imports.length) },
    ],
    structure: [
      ...(object === null ? [] : [structureOf(object, 'Estimator')]),
      ...(predictor?.linear === undefined ? [] : predictor.linear.map((plane, k) => ({ label: `Coefficients${predictor.linear!.length > 1 ? ` of ${predictor.classes[k] ?? String(k)}` : ''}`, detail: `intercept ${plane.bias}`, children: Array.from(plane.weights.subarray(0, 500), (weight, i) => ({ label: nameOf(i), detail: String(weight), children: [] })) }))),
      ...(predictor?.forest === undefined ? [] : forestStructure(predictor.forest.forest, nameOf, () => null)),
      { label: 'Imports', detail: `${content.imports.length} names, read and not imported`, children: content.imports.slice(0, 500).map((path) => ({ label: path, detail: '', children: [] })) },
    ],
    featureUse: predictor?.forest !== undefined ? splitCounts(predictor.forest.forest, nameOf, new Map())
      : (predictor?.linear === undefined ? [] : names.map((name, i) => ({ name, uses: predictor.linear!.reduce((n, plane) => n + (plane.weights[i] === 0 ? 0 : 1), 0) })).filter((use) => use.uses > 0)),
    unsupported: [...unsupported, ...reasons],
    security,
    edits: [],
  }
}
