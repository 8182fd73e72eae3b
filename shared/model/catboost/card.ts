import type { ModelCard, ModelInput } from '../../contract/model'
import { forestStructure, splitCounts } from '../tree-structure'
import type { CatboostModel } from './model'
import { infoRecord } from './objective'
import type { CtrFeature } from './types'

/** Inputs in column order; the types of texts and embeddings are those of the data. */
export function modelInputs({ inputs, levels, positional }: CatboostModel): readonly ModelInput[] {
  return inputs.map(({ name, kind }, i): ModelInput => {
    const own = levels[i] ?? null
    return { name, type: kind === 'category' ? 'category' : kind === 'number' ? 'number' : 'text', ...(own === null ? {} : { levels: own }), positional }
  })
}

/** The card of a CatBoost model. */
export function cardOf(model: CatboostModel, format: string): ModelCard {
  const { raw, inputs, forest, objective } = model
  const nameOf = (feature: number): string => inputs[feature]?.name ?? describeCtr(raw.ctrs[feature - inputs.length]!, model)
  const used = inputs.filter((input) => input.used).length
  const missing = new Set(raw.floats.filter((feature) => feature.borders.length > 0).map((feature) => feature.missing))
  return {
    format,
    formatVersion: raw.formatVersion,
    producer: producerOf(model),
    task: objective.task,
    classes: objective.classes,
    inputs: modelInputs(model),
    outputs: objective.outputs,
    facts: [
      { label: 'Loss function', value: objective.loss === '' ? 'not recorded; the raw sum is the score' : objective.loss },
      { label: 'Inputs', value: used === inputs.length ? String(inputs.length) : `${inputs.length}, of which ${used} are asked for` },
      { label: 'Trees', value: String(raw.trees.length) },
      { label: 'Kind of trees', value: raw.trees.some((tree) => tree.kind === 'nodes') ? 'each node with its own split' : 'symmetric: one split per level' },
      { label: 'Nodes', value: String(forest.feature.length) },
      { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) },
      { label: 'Scale and bias', value: `${raw.scale}, ${raw.bias.length > 8 ? `${raw.bias.length} values` : raw.bias.join(', ')}` },
      ...(missing.size === 0 ? [] : [{ label: 'Missing numbers', value: Array.from(missing, (way) => way === 'AsTrue' ? 'above all borders' : 'below all borders').filter((way, i, all) => all.indexOf(way) === i).join('; ') }]),
      ...(raw.categories.length === 0 ? [] : [{ label: 'Missing categories', value: 'the library takes none: such rows get no number' }, { label: 'Unseen categories', value: 'match no split, and count 0 in target statistics' }]),
      ...(raw.ctrs.length === 0 ? [] : [{ label: 'Target statistics', value: String(raw.ctrs.length) }]),
      ...parameters(model),
      ...(typeof raw.info.get('train_finish_time') === 'string' ? [{ label: 'Created (as the file says)', value: String(raw.info.get('train_finish_time')) }] : []),
      ...(typeof raw.info.get('model_guid') === 'string' ? [{ label: 'Model id', value: String(raw.info.get('model_guid')) }] : []),
    ],
    structure: [
      ...forestStructure(forest, nameOf, (feature) => oneHotNames(feature, model)),
      ...(raw.ctrs.length === 0 ? [] : [{ label: 'Target statistics', detail: `${raw.ctrs.length}, computed from counts in training`, children: raw.ctrs.slice(0, 500).map((ctr) => ({ label: describeCtr(ctr, model), detail: `prior ${ctr.priorNumerator} / ${ctr.priorDenominator}, ${ctr.borders.length} borders`, children: [] })) }]),
    ],
    featureUse: usesOf(model, nameOf),
    unsupported: model.unsupported,
    security: [],
    edits: [],
  }
}

function producerOf({ raw }: CatboostModel): string {
  const text = raw.info.get('catboost_version_info')
  const version = typeof text === 'string' ? /CatBoost release (\S+?)\.? |tags\/v(\S+)/.exec(text) : null
  return version === null ? 'CatBoost' : `CatBoost ${version[2] ?? version[1] ?? ''}`.trim()
}

/** Depth, iterations, learning rate and the like. */
function parameters({ raw }: CatboostModel): ModelCard['facts'] {
  const params = infoRecord(raw, 'params')
  const named = ['boosting_options', 'tree_learner_options'].flatMap((group) => {
    const own = params[group]
    return typeof own === 'object' && own !== null ? Object.entries(own).filter(([, value]) => ['number', 'string', 'boolean'].includes(typeof value)).map(([key, value]) => `${key}=${String(value)}`) : []
  })
  if (typeof params['random_seed'] === 'number') named.push(`random_seed=${params['random_seed']}`)
  return named.length === 0 ? [] : [{ label: 'Parameters', value: named.join(', ').slice(0, 2000) }]
}

function describeCtr({ projection, type }: CtrFeature, { inputs }: CatboostModel): string {
  const of = (kind: 'number' | 'category', index: number): string => inputs.find((input) => input.kind === kind && input.index === index)?.name ?? String(index)
  const parts = [
    ...projection.categories.map((index) => of('category', index)),
    ...projection.floats.map(({ index, border }) => `${of('number', index)} > ${border}`),
    ...projection.oneHots.map(({ index }) => `${of('category', index)} is one category`),
  ]
  return `${type}(${parts.join(', ')})`
}

/** Texts of the categories that splits ask for, where the file holds them. */
function oneHotNames(feature: number, { raw, inputs }: CatboostModel): readonly string[] | null {
  const input = inputs[feature]
  if (input?.kind !== 'category') return null
  return raw.oneHots.filter((oneHot) => oneHot.category === input.index).flatMap((oneHot) => oneHot.values.map((value) => raw.texts.get(value >>> 0) ?? `category of hash ${value >>> 0}`))
}

/** Splits per input; a target statistic counts for every feature of its combination. */
function usesOf(model: CatboostModel, nameOf: (feature: number) => string): ModelCard['featureUse'] {
  const { raw, inputs } = model
  if (raw.ctrs.length === 0) return splitCounts(model.forest, nameOf, new Map())
  const counts = new Map<string, number>()
  const add = (name: string): void => { counts.set(name, (counts.get(name) ?? 0) + 1) }
  for (const feature of model.forest.feature) {
    if (feature < 0) continue
    if (feature < inputs.length) {
      add(inputs[feature]!.name)
      continue
    }
    const { projection } = raw.ctrs[feature - inputs.length]!
    const categories = new Set([...projection.categories, ...projection.oneHots.map((split) => split.index)])
    const numbers = new Set(projection.floats.map((split) => split.index))
    for (const input of inputs) if (input.kind === 'category' ? categories.has(input.index) : input.kind === 'number' && numbers.has(input.index)) add(input.name)
  }
  return Array.from(counts, ([name, uses]) => ({ name, uses })).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1))
}
