import type { JobContext } from '../../contract/job'
import type { ExplainRequest, Explanation, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { explainForest } from '../explain/explain-forest'
import type { FeatureRows } from '../explain/tree-shap'
import { numbersOf, resolveColumns } from '../features'
import type { ImmediateScorer } from '../immediate'
import { compileForest, sumLeaves } from '../trees/kernel'
import { modelInputs } from './card'
import { hashColumn, type HashedColumn } from './categories'
import { computeCtrs } from './ctr'
import type { CatboostModel } from './model'
import { predictions, type Transform } from './objective'

/** Rows as the trees take them, and which of them the library would refuse. */
interface Prepared {
  readonly features: readonly ArrayLike<number>[]
  readonly refused: Uint8Array
}

/** A scorer: numbers rounded to float32, leaves added in float64 tree by tree, then scale and bias. */
export function createScorer(model: CatboostModel, mapping: Readonly<Record<string, string>>): ImmediateScorer {
  const { raw, forest, objective } = model
  const inputs = modelInputs(model)
  const compiled = compileForest(forest)
  const prepare = (columns: readonly Column[], rows: number, job: JobContext): Prepared => prepareRows(model, columns, rows, job)
  const sumsOf = (features: readonly ArrayLike<number>[], rows: number, job: JobContext): readonly Float64Array[] => {
    const sums = Array.from({ length: raw.dimensions }, () => new Float64Array(rows))
    sumLeaves(compiled, features, rows, sums, job)
    return sums.map((values, k) => values.map((sum) => raw.scale * sum + raw.bias[k]!))
  }
  const scoreNow = (table: Table, job: JobContext): Scores => {
    const { features, refused } = prepare(resolveColumns(table, inputs, mapping), table.rows, job)
    const sums = sumsOf(features, table.rows, job)
    for (const values of sums) for (let row = 0; row < values.length; row++) if (refused[row] === 1) values[row] = NaN
    const values = predictions(objective, sums)
    return { outputs: values.map((array, k) => ({ name: objective.outputs[k]!.name, values: array })), ...(objective.classes.length > 0 ? { labels: objective.classes } : {}) }
  }
  return {
    scoreNow,
    score: (table, job) => Promise.resolve().then(() => scoreNow(table, job)),
    // A target statistic may stand for several columns at once; its part has no one column to go to.
    ...(raw.ctrs.length > 0 ? {} : {
      async explain(table: Table, request: ExplainRequest, job: JobContext): Promise<Explanation> {
        await Promise.resolve()
        const columns = resolveColumns(table, inputs, mapping)
        const { features } = prepare(columns, table.rows, job)
        const place = Math.max(0, objective.outputs.findIndex((output) => output.name === request.output) - (objective.classes.length > 0 ? 1 : 0))
        const group = objective.transform === 'sigmoid' ? 0 : place
        // The first class's log odds are those of the second with the other sign.
        const sign = objective.transform === 'sigmoid' && place === 0 ? -1 : 1
        const output = sumsOf(features, table.rows, job)[group]!.map((sum) => sign * sum)
        const background = (): FeatureRows => ({ features: prepare(resolveColumns(request.background, inputs, mapping), request.background.rows, job).features, rows: request.background.rows })
        return explainForest({ forest, compiled, group, offset: sign * raw.bias[group]!, scale: sign * raw.scale, link: linkOf(objective.transform), output }, columns, { features, rows: table.rows }, background, request, job)
      },
    }),
    dispose: () => undefined,
  }
}

function linkOf(transform: Transform): Explanation['link'] {
  switch (transform) {
    case 'identity': return 'identity'
    case 'sigmoid': case 'one-vs-all': case 'multi-label': return 'logit'
    case 'exp': return 'log'
    default: return 'other'
  }
}

function prepareRows({ raw, inputs, known, forest }: CatboostModel, columns: readonly Column[], rows: number, job: JobContext): Prepared {
  const refused = new Uint8Array(rows)
  const categories = new Map<number, HashedColumn>()
  const numbers = new Map<number, Float32Array>()
  const asked = new Set(forest.feature)
  const inStatistics = new Set(raw.ctrs.flatMap((ctr) => ctr.projection.floats.map((split) => split.index)))
  const features = inputs.map((input, i): ArrayLike<number> => {
    job.checkpoint()
    if (input.kind === 'number') {
      if (!input.used || (!asked.has(i) && !inStatistics.has(input.index))) return new Float32Array(0)
      const values = Float32Array.from(numbersOf(columns[i]!, input.name))
      numbers.set(input.index, values)
      return values
    }
    if (input.kind !== 'category' || !input.used) return new Float32Array(0)
    const hashed = hashColumn(columns[i]!, rows, known.get(input.index) ?? new Set())
    categories.set(input.index, hashed)
    for (let row = 0; row < rows; row++) if (hashed.codes[row]! < 0) refused[row] = 1
    const values = raw.oneHots.filter((oneHot) => oneHot.category === input.index).flatMap((oneHot) => oneHot.values)
    const place = new Map(values.map((value, k) => [value | 0, k]))
    const places = hashed.hashes.map((hash) => place.get(hash | 0) ?? -1)
    return asked.has(i) ? Float64Array.from(hashed.codes, (code) => places[code] ?? -1) : new Float64Array(0)
  })
  const treatment = new Map(raw.floats.map((feature) => [feature.index, feature.missing]))
  const above = (index: number, border: number): Uint8Array => {
    const missing = treatment.get(index) === 'AsTrue' ? 1 : 0
    return Uint8Array.from(numbers.get(index) ?? new Float32Array(rows), (x) => Number.isNaN(x) ? missing : x > border ? 1 : 0)
  }
  return { features: [...features, ...computeCtrs(raw.ctrs, raw.tables, { rows, categories, above }, job)], refused }
}
