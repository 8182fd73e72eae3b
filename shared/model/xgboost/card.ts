import type { ModelCard, ModelInput, ModelOutput } from '../../contract/model'
import { forestStructure, splitCounts } from '../tree-structure'
import type { XgboostModel } from './document'
import { damagedLevels } from './levels'

/** Inputs in the model's order; without recorded names they are f0, f1, ... and positional. */
export function inputsOf(model: XgboostModel): readonly ModelInput[] {
  return Array.from({ length: model.features }, (_, i): ModelInput => {
    const levels = model.levels[i] ?? null
    const kind = model.featureTypes[i]
    return {
      name: model.featureNames[i] ?? `f${i}`,
      type: kind === 'c' ? 'category' : kind === 'i' ? 'boolean' : 'number',
      ...(levels === null ? {} : { levels }),
      positional: model.featureNames.length === 0,
    }
  })
}

/** Class names: XGBoost knows classes by number only, but its scikit-learn wrapper once noted the labels it was fitted on. */
export function classesOf(model: XgboostModel): readonly string[] {
  const binary = model.objective?.task === 'binary' && model.outputs === 1
  const count = binary ? 2 : model.objective?.task === 'multiclass' ? model.outputs : 0
  return model.wrapper.classes.length === count ? model.wrapper.classes : Array.from({ length: count }, (_, k) => String(k))
}

/** Outputs in scoring order. */
export function outputsOf(model: XgboostModel): readonly ModelOutput[] {
  const objective = model.objective
  if (objective === null) return []
  if (objective.task === 'multiclass') {
    const probabilities = classesOf(model).map((classLabel): ModelOutput => ({ name: `probability:${classLabel}`, kind: 'probability', classLabel }))
    return objective.transform === 'class' ? [{ name: 'label', kind: 'label' }, ...probabilities] : probabilities
  }
  const base = objective.output === 'value' ? 'score' : objective.output
  if (model.outputs > 1) return Array.from({ length: model.outputs }, (_, k): ModelOutput => ({ name: `${base}:${k}`, kind: objective.output === 'label' ? 'value' : objective.output }))
  return [{ name: base, kind: objective.output, ...(objective.output === 'probability' ? { classLabel: classesOf(model)[1] ?? '1' } : {}) }]
}

/** The card of an XGBoost model. */
export function cardOf(model: XgboostModel, format: string): ModelCard {
  const inputs = inputsOf(model)
  const nameOf = (feature: number): string => inputs[feature]?.name ?? `f${feature}`
  const forest = model.forest
  const facts: { label: string; value: string }[] = [
    { label: 'Booster', value: model.booster },
    { label: 'Objective', value: model.objectiveName },
    { label: 'Base score', value: model.baseScore.length > 8 ? `${model.baseScore.length} values` : model.baseScore.join(', ') },
    { label: 'Inputs', value: String(model.features) },
  ]
  if (model.outputs > 1) facts.push({ label: 'Outputs', value: String(model.outputs) })
  if (model.quantiles !== '') facts.push({ label: 'Quantiles', value: model.quantiles })
  if (forest !== null) {
    facts.push({ label: 'Trees', value: String(model.treesInFile) })
    facts.push({ label: 'Nodes', value: String(forest.feature.length) }, { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) })
  }
  if (model.bestIteration !== null) facts.push({ label: 'Best iteration', value: `${model.bestIteration}; later trees are not used for prediction${/^(0|1\.[0-3])\./.test(model.version) ? ', as the scikit-learn interface of that version predicts; a plain Booster of it used all trees unless it was told a limit' : ''}` })
  if (model.wrapper.missing !== null) facts.push({ label: 'Missing values', value: `${model.wrapper.missing} stands for missing too, as the scikit-learn wrapper recorded` })
  if (model.levels.some((levels) => levels !== null)) facts.push({ label: 'Unseen categories', value: 'rows that hold one get no number; the library refuses them' })
  const unsupported: string[] = model.objective === null ? [`The objective "${model.objectiveName}" is not known here, so the margin cannot be turned into a prediction.`] : []
  for (const feature of damagedLevels(model.levels)) unsupported.push(`The category levels of "${nameOf(feature)}" are recorded damaged (XGBoost counted characters where it wrote bytes), so texts cannot be matched to them with certainty.`)
  return {
    format,
    formatVersion: model.version,
    producer: model.version === '' ? 'XGBoost' : `XGBoost ${model.version}`,
    task: model.objective?.task ?? 'regression',
    classes: classesOf(model),
    inputs,
    outputs: outputsOf(model),
    facts,
    structure: forest === null ? linearStructure(model, nameOf) : forestStructure(forest, nameOf, (feature) => model.levels[feature] ?? null),
    featureUse: forest === null ? linearUse(model, nameOf) : splitCounts(forest, nameOf, model.gain),
    unsupported,
    security: [],
    edits: [],
  }
}

function linearStructure(model: XgboostModel, nameOf: (feature: number) => string): ModelCard['structure'] {
  const weights = model.linear?.weights ?? new Float32Array()
  return Array.from({ length: model.outputs }, (_, k) => ({
    label: model.outputs === 1 ? 'Linear model' : `Linear model of output ${k}`,
    detail: `bias ${weights[model.features * model.outputs + k] ?? 0}`,
    children: Array.from({ length: Math.min(model.features, 1000) }, (__, i) => ({ label: nameOf(i), detail: String(weights[i * model.outputs + k] ?? 0), children: [] })),
  }))
}

function linearUse(model: XgboostModel, nameOf: (feature: number) => string): ModelCard['featureUse'] {
  const weights = model.linear?.weights ?? new Float32Array()
  return Array.from({ length: model.features }, (_, i) => {
    const own = weights.subarray(i * model.outputs, (i + 1) * model.outputs)
    return { name: nameOf(i), uses: own.filter((w) => w !== 0).length, gain: own.reduce((sum, w) => sum + Math.abs(w), 0) }
  }).filter((use) => use.uses > 0).sort((a, b) => b.gain - a.gain || (a.name < b.name ? -1 : 1))
}
