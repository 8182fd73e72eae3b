import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ExplainRequest, Explanation, ModelInput, Scorer, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { explainForest } from '../explain/explain-forest'
import { explainLinear } from '../explain/explain-linear'
import type { FeatureRows } from '../explain/tree-shap'
import { resolveColumns } from '../features'
import { malformed } from '../problems'
import { sumLeaves } from '../trees/kernel'
import { outputsOf } from './card'
import type { Compiled } from './compile'
import { floatColumns, numberColumns } from './predictors/dense'
import { classIndex, type Batch } from './steps'

/** A scorer for a compiled pipeline. Rows the library would raise an error for get no number. */
export function createScorer(compiled: Compiled, inputs: readonly ModelInput[], mapping: Readonly<Record<string, string>>): Scorer {
  const { predictor, prepare } = compiled
  const names = outputsOf(compiled).map((output) => output.name)
  const explainable = prepare === null && predictor.margin !== undefined && (predictor.linear !== undefined || predictor.forest !== undefined)
  return {
    async score(table: Table, job: JobContext): Promise<Scores> {
      await Promise.resolve()
      const batch: Batch = { rows: table.rows, job, refused: new Uint8Array(table.rows) }
      const columns = resolveColumns(table, inputs, mapping)
      const ready = prepare === null ? columns : prepare.apply(columns, batch)
      if (ready.length < predictor.width) throw malformed(compiled.final.file, `its predictor takes ${predictor.width} columns and is given ${ready.length}`)
      const all = predictor.predict(ready, batch)
      for (const values of all) for (let row = 0; row < values.length; row++) if (batch.refused[row] === 1) values[row] = NaN
      const arrays = all.slice(0, predictor.outputs)
      if (predictor.kind === 'values') return { outputs: arrays.map((values, k) => ({ name: names[k]!, values })) }
      const label = Float64Array.from({ length: table.rows }, (_, row) => Number.isNaN(arrays[0]?.[row] ?? NaN) ? NaN : classIndex(predictor, all, row))
      return { outputs: [label, ...arrays].map((values, k) => ({ name: names[k]!, values })), labels: predictor.classes }
    },
    ...(explainable ? { explain: (table: Table, request: ExplainRequest, job: JobContext) => Promise.resolve().then(() => explainOutput(compiled, inputs, mapping, table, request, job, names)) } : {}),
    dispose: () => undefined,
  }
}

function explainOutput({ predictor }: Compiled, inputs: readonly ModelInput[], mapping: Readonly<Record<string, string>>, table: Table, request: ExplainRequest, job: JobContext, names: readonly string[]): Explanation {
  const shift = predictor.kind === 'values' ? 0 : 1
  const output = names.indexOf(request.output) - shift
  if (output < 0 || predictor.margin === undefined) throw new ExpectedError('model.not-explainable', `The output "${request.output}" has no additive explanation.`)
  const { sign, ...margin } = predictor.margin(output)
  const columns = resolveColumns(table, inputs, mapping)
  const other = resolveColumns(request.background, inputs, mapping)
  if (predictor.linear !== undefined) {
    const plane = predictor.linear[margin.group]!
    const features = numberColumns(columns)
    const out = Float64Array.from({ length: table.rows }, (_, row) => sign * features.reduce((sum, x, i) => sum + plane.weights[i]! * x[row]!, plane.bias))
    return explainLinear({ bias: sign * plane.bias, weight: (i) => sign * plane.weights[i]!, link: margin.link, output: out }, columns, features, { features: numberColumns(other), rows: request.background.rows }, job)
  }
  const { forest, compiled } = predictor.forest!
  const used = new Set(forest.feature)
  // Histogram boosting compares in float64, the other trees round their inputs to float32.
  const featuresOf = (from: readonly Column[]): readonly ArrayLike<number>[] => predictor.float64 === true ? numberColumns(from) : floatColumns(from, used)
  const features = featuresOf(columns)
  const sums = Array.from({ length: forest.group.reduce((a, b) => Math.max(a, b), 0) + 1 }, () => new Float64Array(table.rows))
  sumLeaves(compiled, features, table.rows, sums, job)
  const out = sums[margin.group]!.map((sum) => sign * (margin.offset + margin.scale * sum))
  const background = (): FeatureRows => ({ features: featuresOf(other), rows: request.background.rows })
  return explainForest({ forest, compiled, ...margin, offset: sign * margin.offset, scale: sign * margin.scale, output: out }, columns, { features, rows: table.rows }, background, request, job)
}
