import type { ModelCard, ModelOutput } from '../../../contract/model'
import type { Column, Table } from '../../../contract/table'
import { readBinary } from '../../catboost/binary'
import { cardOf as catboostCard } from '../../catboost/card'
import { assemble } from '../../catboost/model'
import { createScorer as catboostScorer } from '../../catboost/scorer'
import { numbersOf } from '../../features'
import type { ImmediateScorer } from '../../immediate'
import { parseJsonText } from '../../json-text'
import { cardOf as lightgbmCard } from '../../lightgbm/card'
import { createScorer as lightgbmScorer } from '../../lightgbm/scorer'
import { readText } from '../../lightgbm/text'
import { bytesOf } from '../../pickle/calls'
import { isRecord } from '../../fields'
import { cardOf as xgboostCard } from '../../xgboost/card'
import { readDocument } from '../../xgboost/document'
import { readLegacy } from '../../xgboost/legacy'
import { createScorer as xgboostScorer } from '../../xgboost/scorer'
import { parseUbjson } from '../../xgboost/ubjson'
import { labelText, listOfValue, NotScorable, type Estimator } from '../estimator'
import { numeric, type Batch, type Predictor } from '../steps'
import { twoClasses } from './dense'

interface Booster {
  readonly card: ModelCard
  readonly scorer: ImmediateScorer
}

/** A model of XGBoost, LightGBM or CatBoost inside a pickle: its own serialised form is in there and read as such. */
export function boosterOf(estimator: Estimator): Predictor {
  const library = estimator.object.path.split('.')[0]!
  const { card, scorer } = library === 'xgboost' ? xgboost(estimator) : library === 'lightgbm' ? lightgbm(estimator) : catboost(estimator)
  const width = card.inputs.length
  const numbers = card.outputs.filter((output) => output.kind !== 'label')
  const missing = library === 'xgboost' ? estimator.number('missing', NaN) : NaN
  const score = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    const table: Table = { rows: batch.rows, columns: columns.map((column, i) => ({ ...(Number.isNaN(missing) ? column : numeric(column.name, numbersOf(column, column.name).map((x) => x === missing ? NaN : x))), name: card.inputs[i]?.name ?? column.name })) }
    const scores = scorer.scoreNow(table, batch.job)
    return numbers.map((output) => scores.outputs.find((given) => given.name === output.name)!.values)
  }
  const named = card.inputs.every((input) => !input.positional && !/^Column_\d+$/.test(input.name))
  const shared = { width, producer: card.producer, ...(named ? { inputNames: card.inputs.map((input) => input.name) } : {}), levels: (input: number) => card.inputs[input]?.levels ?? null, facts: [{ label: 'Read as', value: `${card.format} (${card.producer})` }, ...card.facts] }
  if (/Classifier$/.test(estimator.name) && numbers.every((output) => output.kind === 'probability')) return classifier(estimator, card, numbers, score, shared)
  if (numbers.length !== card.outputs.length) throw new NotScorable(`${estimator.name} predicts labels only, which are not scored from a pickle.`)
  return { ...shared, kind: 'values', classes: [], outputs: numbers.length, predict: score }
}

function classifier(estimator: Estimator, card: ModelCard, numbers: readonly ModelOutput[], score: Predictor['predict'], shared: Pick<Predictor, 'width' | 'facts' | 'producer' | 'inputNames' | 'levels'>): Predictor {
  const single = numbers.length === 1
  const classes = classNames(estimator, card, single ? 2 : numbers.length)
  const narrow = card.format.startsWith('xgboost')
  return {
    ...shared, kind: 'probabilities', classes, outputs: classes.length,
    predict: (columns, batch) => {
      const given = score(columns, batch)
      if (!single) return given
      // XGBoost's wrapper subtracts in float32.
      return narrow ? [given[0]!.map((p) => Math.fround(1 - p)), given[0]!] : twoClasses(given[0]!)
    },
  }
}

/** Classes as the wrapper kept them; the library itself knows places only. */
function classNames(estimator: Estimator, card: ModelCard, count: number): readonly string[] {
  for (const key of ['_classes', 'classes_', '_LGBMClassifier__classes']) {
    const own = listOfValue(estimator.raw(key))
    if (own?.length === count) return own.map(labelText)
  }
  if (estimator.has('_le')) {
    const own = listOfValue(estimator.inner(estimator.raw('_le')).raw('classes_'))
    if (own?.length === count) return own.map(labelText)
  }
  return card.classes.length === count ? card.classes : Array.from({ length: count }, (_, k) => String(k))
}

/** The part of a wrapper that holds the fitted model; a model pickled without its wrapper is that part itself. */
function innerBooster(estimator: Estimator): Estimator {
  if (estimator.name === 'Booster') return estimator
  if (!estimator.has('_Booster')) throw new NotScorable(`${estimator.name} holds no trees; it may not be fitted.`)
  return estimator.inner(estimator.raw('_Booster'))
}

function ready(card: ModelCard, scorer: () => ImmediateScorer): Booster {
  if (card.unsupported.length > 0) throw new NotScorable(card.unsupported.join(' '))
  return { card, scorer: scorer() }
}

function xgboost(estimator: Estimator): Booster {
  const bytes = bytesOf(innerBooster(estimator).raw('handle'))
  if (bytes === null || bytes.length === 0) throw new NotScorable(`${estimator.name} holds no trees; it may not be fitted.`)
  const { document, baseIsMargin } = serialised(bytes, estimator.file)
  const model = readDocument(document, estimator.file, baseIsMargin)
  return ready(xgboostCard(model, 'xgboost-ubj'), () => xgboostScorer(model, {}))
}

/** What XGBoost writes into a pickle: the model beside its configuration, as JSON, UBJSON or the old binary form behind a header. */
function serialised(bytes: Uint8Array, file: string): { readonly document: unknown; readonly baseIsMargin: boolean } {
  const header = 'CONFIG-offset:'
  const start = new TextDecoder('latin1').decode(bytes.slice(0, header.length))
  if (start === header) return readLegacy(bytes.slice(header.length + 8), file)
  if (!start.startsWith('{')) return readLegacy(bytes, file)
  const text = /^\{\s*"/.test(start)
  const document = text ? parseJsonText(new TextDecoder().decode(bytes), file) : parseUbjson(bytes, file)
  return { document: isRecord(document) && isRecord(document['Model']) ? document['Model'] : document, baseIsMargin: false }
}

function lightgbm(estimator: Estimator): Booster {
  const booster = innerBooster(estimator)
  const held = booster.raw('_handle') ?? booster.raw('handle')
  if (typeof held !== 'string') throw new NotScorable(`${estimator.name} holds no trees; it may not be fitted.`)
  const best = booster.number('best_iteration', estimator.number('_best_iteration', -1))
  const model = readText(best > 0 ? untilIteration(held, best) : held, estimator.file)
  return ready(lightgbmCard(model, 'lightgbm-text'), () => lightgbmScorer(model, {}))
}

/** The text model up to its best iteration: a pickle keeps the trees after it, prediction does not use them. */
function untilIteration(text: string, best: number): string {
  const perIteration = Number(/^num_tree_per_iteration=(\d+)/m.exec(text)?.[1] ?? 1)
  const from = text.indexOf(`\nTree=${best * perIteration}\n`)
  const end = text.indexOf('\nend of trees')
  if (from < 0 || end < from) return text
  return `${text.slice(0, from)}${text.slice(end)}`.replace(/^(tree_sizes=)(.*)$/m, (_line, key: string, sizes: string) => key + sizes.split(' ').slice(0, best * perIteration).join(' '))
}

function catboost(estimator: Estimator): Booster {
  const bytes = bytesOf(estimator.raw('__model'))
  if (bytes === null) throw new NotScorable(`${estimator.name} holds no trees; it may not be fitted.`)
  const model = assemble(readBinary(bytes, estimator.file), estimator.file)
  return ready(catboostCard(model, 'catboost-cbm'), () => catboostScorer(model, {}))
}
