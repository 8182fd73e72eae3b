import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ExplainRequest, Explanation, Scorer, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { explainForest } from '../explain/explain-forest'
import { numbersOf, resolveColumns } from '../features'
import { sumLeaves } from '../trees/kernel'
import { inputsOf, outputsOf } from './card'
import { finite } from './forest'
import type { InputPlan } from './inputs'
import type { Batch, Predictor } from './predictor'

/** What a scorer needs of a MOJO or POJO. */
export interface Scorable {
  readonly plan: InputPlan
  readonly predictor: Predictor
  readonly classes: readonly string[]
  readonly offsetColumn: string | null
}

/** A scorer in float64, rows in columns; rows that H2O refuses get no number. */
export function createScorer(model: Scorable, mapping: Readonly<Record<string, string>>): Scorer {
  const { plan, predictor, classes } = model
  const inputs = inputsOf(plan.inputs, predictor, model.offsetColumn)
  const names = outputsOf(predictor, classes).map((output) => output.name)
  const split = (columns: readonly Column[]): { readonly columns: readonly Float64Array[]; readonly offset: Float64Array | null } => {
    const extra = columns[plan.inputs.length]
    // A missing offset counts as none.
    return { columns: plan.encode(columns.slice(0, plan.inputs.length)), offset: extra === undefined ? null : numbersOf(extra, extra.name).map((x) => Number.isNaN(x) ? 0 : x) }
  }
  const explainable = plan.direct && predictor.forest !== undefined && predictor.margin !== undefined
  return {
    async score(table: Table, job: JobContext): Promise<Scores> {
      await Promise.resolve()
      const { columns, offset } = split(resolveColumns(table, inputs, mapping))
      const batch: Batch = { rows: table.rows, job, refused: new Uint8Array(table.rows), offset }
      const { values, label, calibrated } = predictor.predict(columns, batch)
      const arrays = [...(label === null ? [] : [label]), ...values, ...(calibrated ?? [])].map((array) => array.map((x, row) => batch.refused[row] === 1 ? NaN : x))
      return { outputs: arrays.map((array, k) => ({ name: names[k]!, values: array })), ...(label === null ? {} : { labels: classes }) }
    },
    ...(explainable ? { explain: (table: Table, request: ExplainRequest, job: JobContext) => Promise.resolve().then(() => explain(table, request, job)) } : {}),
    dispose: () => undefined,
  }

  function explain(table: Table, request: ExplainRequest, job: JobContext): Explanation {
    const place = names.indexOf(request.output) - (classes.length === 0 ? 0 : 1)
    const margin = place < 0 || place >= Math.max(1, classes.length === 0 ? predictor.valueNames.length : classes.length) ? null : predictor.margin!(place)
    if (margin === null) throw new ExpectedError('model.not-explainable', `The output "${request.output}" is no sum over trees.`)
    const { forest, compiled } = predictor.forest!
    const featuresOf = (columns: readonly Float64Array[]): readonly ArrayLike<number>[] => predictor.prepare?.(columns) ?? finite(columns, forest)
    const own = resolveColumns(table, inputs, mapping)
    const { columns, offset } = split(own)
    const features = featuresOf(columns)
    const sums = Array.from({ length: forest.group.reduce((a, b) => Math.max(a, b), 0) + 1 }, () => new Float64Array(table.rows))
    sumLeaves(compiled, features, table.rows, sums, job)
    const output = sums[margin.group]!.map((sum) => margin.offset + margin.scale * sum)
    if (offset?.some((x) => x !== 0) === true) throw new ExpectedError('model.not-explainable', 'Contributions are not worked out for models with an offset column.')
    const background = (): { readonly features: readonly ArrayLike<number>[]; readonly rows: number } => ({ features: featuresOf(split(resolveColumns(request.background, inputs, mapping)).columns), rows: request.background.rows })
    return explainForest({ forest, compiled, ...margin, output }, own, { features, rows: table.rows }, background, request, job)
  }
}
