import type { ModelCard, ModelInput, ModelOutput } from '../../contract/model'
import { forestStructure, splitCounts } from '../tree-structure'
import { objectiveFor } from './objective'
import type { LightgbmModel } from './types'

/** Levels per feature index: pandas categories belong to the categorical features in order. */
export function levelsOf(model: LightgbmModel): ReadonlyMap<number, readonly string[]> {
  const lists = model.pandasCategories
  if (lists?.length !== model.categorical.length) return new Map()
  return new Map(model.categorical.map((feature, i) => [feature, lists[i]!]))
}

/** Inputs in the model's order; names LightGBM made up itself (Column_0, ...) are positional. */
export function inputsOf(model: LightgbmModel): readonly ModelInput[] {
  const levels = levelsOf(model)
  const positional = model.featureNames.every((name, i) => name === `Column_${i}`)
  return model.featureNames.map((name, i): ModelInput => {
    const own = levels.get(i)
    const sign = model.outputs === 1 ? model.monotone[i] : 0
    return {
      name, type: model.categorical.includes(i) ? 'category' : 'number', ...(own === undefined ? {} : { levels: own }), positional,
      ...(sign === 1 ? { monotone: 'increasing' as const } : sign === -1 ? { monotone: 'decreasing' as const } : {}),
    }
  })
}

/** Outputs in scoring order. */
export function outputsOf(model: LightgbmModel): readonly ModelOutput[] {
  const objective = objectiveFor(model)
  if (objective?.task === 'multiclass') return Array.from({ length: model.outputs }, (_, k) => ({ name: `probability:${k}`, kind: 'probability' as const, classLabel: String(k) }))
  if (objective?.task === 'binary') return [{ name: 'probability', kind: 'probability', classLabel: '1' }]
  return model.outputs === 1 ? [{ name: 'score', kind: 'value' }] : Array.from({ length: model.outputs }, (_, k) => ({ name: `score:${k}`, kind: 'value' as const }))
}

/** The card of a LightGBM model. */
export function cardOf(model: LightgbmModel, format: string): ModelCard {
  const objective = objectiveFor(model)
  const levels = levelsOf(model)
  const nameOf = (feature: number): string => model.featureNames[feature] ?? `Column_${feature}`
  const unsupported: string[] = []
  if (objective === null) unsupported.push(`The objective "${model.objective}" is not known here, so the raw score cannot be turned into a prediction.`)
  if (model.pandasCategories !== null && model.pandasCategories.length !== model.categorical.length) {
    unsupported.push(`It records ${model.pandasCategories.length} lists of category levels for ${model.categorical.length} categorical inputs, so which list belongs to which input is not certain.`)
  }
  const leaves = model.forest.feature.reduce((count, feature) => count + (feature < 0 ? 1 : 0), 0)
  return {
    format,
    formatVersion: model.version,
    producer: 'LightGBM',
    task: objective?.task ?? 'regression',
    classes: objective?.task === 'binary' ? ['0', '1'] : objective?.task === 'multiclass' ? Array.from({ length: model.outputs }, (_, k) => String(k)) : [],
    inputs: inputsOf(model),
    outputs: outputsOf(model),
    facts: [
      { label: 'Objective', value: model.objective === '' ? 'custom (raw score)' : model.objective },
      { label: 'Inputs', value: String(model.featureNames.length) },
      { label: 'Trees', value: String(model.forest.roots.length) },
      { label: 'Iterations', value: String(model.iterations) },
      { label: 'Leaves', value: String(leaves) },
      { label: 'Depth', value: String(model.forest.depth.reduce((a, b) => Math.max(a, b), 0)) },
      ...(model.average ? [{ label: 'Averaging', value: 'random forest: the sum is divided by the iterations' }] : []),
      ...(model.linear === null ? [] : [{ label: 'Leaves are', value: 'linear models; a leaf with a missing input falls back to its constant' }]),
      ...(levels.size === 0 ? [] : [{ label: 'Unseen categories', value: 'treated as missing, as the library does: right at every categorical split' }]),
    ],
    structure: forestStructure(model.forest, nameOf, (feature) => levels.get(feature) ?? null),
    featureUse: splitCounts(model.forest, nameOf, model.gain),
    unsupported,
    security: [],
    edits: [],
  }
}
