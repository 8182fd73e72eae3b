import { assertNever } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ExplainRequest, Explanation, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { explainForest } from '../explain/explain-forest'
import { explainLinear } from '../explain/explain-linear'
import type { FeatureRows } from '../explain/tree-shap'
import { codesOf, numbersOf, resolveColumns } from '../features'
import type { ImmediateScorer } from '../immediate'
import { expf } from '../math/expf'
import { compileForest, sumLeaves } from '../trees/kernel'
import { classesOf, inputsOf, outputsOf } from './card'
import type { XgboostModel } from './document'
import { sigmoid, softmax } from './objective'

/** A code that is in no set of categories. */
const unseen = -1

/** A scorer for a supported model: float32 throughout, as the library. */
export function createScorer(model: XgboostModel, mapping: Readonly<Record<string, string>>): ImmediateScorer {
  const inputs = inputsOf(model)
  const compiled = model.forest === null ? null : compileForest(model.forest)
  const used = model.forest === null ? null : new Set(model.forest.feature)
  const featuresOf = (columns: readonly Column[]): readonly Float32Array[] => columns.map((column, i) => used !== null && !used.has(i) ? new Float32Array(0) : featureOf(column, model, i))
  const marginsOf = (features: readonly Float32Array[], rows: number, job: JobContext): readonly Float32Array[] => {
    // gblinear adds the first base score to every output; its biases hold the rest.
    const margins = Array.from({ length: model.outputs }, (_, k) => new Float32Array(rows).fill(model.habits.baseLast ? 0 : model.base[compiled === null ? 0 : k]!))
    if (compiled !== null) sumLeaves(compiled, features, rows, margins, job)
    else sumWeights(model, features, rows, margins, job)
    if (model.habits.baseLast) margins.forEach((margin, k) => { for (let row = 0; row < rows; row++) margin[row]! += model.base[k]! })
    return margins
  }
  const scoreNow = (table: Table, job: JobContext): Scores => {
    const features = featuresOf(resolveColumns(table, inputs, mapping))
    const scores = predictions(model, marginsOf(features, table.rows, job), table.rows)
    refuseUnseen(features, model, scores.outputs)
    return scores
  }
  return {
    scoreNow,
    score: (table, job) => Promise.resolve().then(() => scoreNow(table, job)),
    async explain(table: Table, request: ExplainRequest, job: JobContext): Promise<Explanation> {
      await Promise.resolve()
      const columns = resolveColumns(table, inputs, mapping)
      const features = featuresOf(columns)
      const group = Math.max(0, outputsOf(model).filter((output) => output.kind !== 'label' || model.outputs === 1).findIndex((output) => output.name === request.output))
      const output = Float64Array.from(marginsOf(features, table.rows, job)[group]!)
      const background = (): FeatureRows => ({ features: featuresOf(resolveColumns(request.background, inputs, mapping)), rows: request.background.rows })
      const link = linkOf(model)
      if (model.forest === null || compiled === null) {
        const weights = model.linear?.weights ?? new Float32Array()
        const bias = weights[model.features * model.outputs + group]! + model.base[0]!
        return explainLinear({ bias, weight: (feature) => weights[feature * model.outputs + group]!, link, output }, columns, features, background(), job)
      }
      return explainForest({ forest: model.forest, compiled, group, offset: model.base[group]!, scale: 1, link, output }, columns, { features, rows: table.rows }, background, request, job)
    },
    dispose: () => undefined,
  }
}

function linkOf(model: XgboostModel): Explanation['link'] {
  switch (model.objective?.transform ?? 'identity') {
    case 'identity': return 'identity'
    case 'sigmoid': return 'logit'
    case 'exp': return 'log'
    default: return 'other'
  }
}

/** A column in float32 as the library sees it: markers of missing values are missing, and no code below 0 is cut to 0. */
function featureOf(column: Column, model: XgboostModel, index: number): Float32Array {
  const levels = model.levels[index] ?? null
  if (levels !== null) return Float32Array.from(codesOf(column, levels, unseen))
  const values = Float32Array.from(numbersOf(column, model.featureNames[index] ?? `f${index}`))
  const { missing } = model.wrapper
  const coded = model.featureTypes[index] === 'c'
  return missing === null && !coded ? values : values.map((x) => missing !== null && x === Math.fround(missing) ? NaN : coded && x < 0 ? unseen : x)
}

/** Rows with a category whose name the model does not know: the library refuses them, so they get no number. */
function refuseUnseen(features: readonly Float32Array[], model: XgboostModel, outputs: readonly { readonly values: Float64Array }[]): void {
  features.forEach((codes, i) => {
    if ((model.levels[i] ?? null) === null) return
    for (let row = 0; row < codes.length; row++) if (codes[row] === unseen) for (const { values } of outputs) values[row] = NaN
  })
}

/** gblinear: bias, then each present feature times its weight, in feature order. */
function sumWeights(model: XgboostModel, features: readonly Float32Array[], rows: number, margins: readonly Float32Array[], job: JobContext): void {
  const weights = model.linear?.weights ?? new Float32Array()
  margins.forEach((margin, k) => {
    const bias = weights[model.features * model.outputs + k]!
    for (let row = 0; row < rows; row++) margin[row]! += bias
    features.forEach((values, i) => {
      const weight = weights[i * model.outputs + k]!
      for (let row = 0; row < rows; row++) {
        const x = values[row]!
        if (!Number.isNaN(x)) margin[row]! += Math.fround(x * weight)
      }
      job.checkpoint()
    })
  })
}

function predictions(model: XgboostModel, margins: readonly Float32Array[], rows: number): Scores {
  const names = outputsOf(model).map((output) => output.name)
  const transform = model.objective?.transform ?? 'identity'
  const wrap = (columns: readonly Float64Array[]): Scores => ({ outputs: columns.map((values, i) => ({ name: names[i] ?? `score:${i}`, values })) })
  switch (transform) {
    case 'identity': return wrap(margins.map((margin) => Float64Array.from(margin)))
    case 'sigmoid': return wrap(margins.map((margin) => Float64Array.from(margin, (x) => sigmoid(x, model.habits.cappedSigmoid))))
    case 'exp': return wrap(margins.map((margin) => Float64Array.from(margin, (x) => expf(x))))
    case 'step': return { ...wrap(margins.map((margin) => Float64Array.from(margin, (x) => x > 0 ? 1 : 0))), labels: classesOf(model).length === 2 ? classesOf(model) : ['0', '1'] }
    case 'softmax':
    case 'class': {
      const label = new Float64Array(rows)
      const columns = margins.map(() => new Float64Array(rows))
      const row = new Float32Array(margins.length)
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < row.length; k++) row[k] = margins[k]![i]!
        let best = 0
        for (let k = 1; k < row.length; k++) if (row[k]! > row[best]!) best = k
        label[i] = best
        softmax(row)
        for (let k = 0; k < row.length; k++) columns[k]![i] = row[k]!
      }
      return transform === 'softmax' ? wrap(columns) : { ...wrap([label, ...columns]), labels: classesOf(model) }
    }
    default: return assertNever(transform)
  }
}
