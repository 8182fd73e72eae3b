import { assertNever } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ExplainRequest, Explanation, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { explainForest } from '../explain/explain-forest'
import type { FeatureRows } from '../explain/tree-shap'
import { codesOf, numbersOf, resolveColumns } from '../features'
import type { ImmediateScorer } from '../immediate'
import { exp } from '../math/exp'
import { leafOf } from '../trees/evaluate'
import { zeroThreshold } from '../trees/forest'
import { compileForest, sumLeaves } from '../trees/kernel'
import { inputsOf, levelsOf, outputsOf } from './card'
import { objectiveFor, sigmoid, softmax, type Transform } from './objective'
import type { LightgbmModel } from './types'

/** A scorer for a supported model: float64 sums in tree order, as the library adds them. */
export function createScorer(model: LightgbmModel, mapping: Readonly<Record<string, string>>): ImmediateScorer {
  const inputs = inputsOf(model)
  const levels = levelsOf(model)
  const names = outputsOf(model).map((output) => output.name)
  const compiled = model.linear === null ? compileForest(model.forest) : null
  const objective = objectiveFor(model)
  const used = new Set(model.forest.feature)
  for (const leaf of model.linear?.values() ?? []) for (const feature of leaf.features) used.add(feature)
  const featuresOf = (columns: readonly Column[]): readonly Float64Array[] => columns.map((column, i) => {
    if (!used.has(i)) return new Float64Array(0)
    const known = levels.get(i)
    return known === undefined ? numbersOf(column, inputs[i]!.name).map(withoutTiny) : codesOf(column, known, NaN)
  })
  const sumsOf = (features: readonly Float64Array[], rows: number, job: JobContext): readonly Float64Array[] => {
    const sums = Array.from({ length: model.outputs }, () => new Float64Array(rows))
    if (compiled !== null) sumLeaves(compiled, features, rows, sums, job)
    else sumLinear(model, features, rows, sums, job)
    if (model.average) for (const sum of sums) for (let row = 0; row < sum.length; row++) sum[row] = sum[row]! / model.iterations
    return sums
  }
  const scoreNow = (table: Table, job: JobContext): Scores => {
    const sums = sumsOf(featuresOf(resolveColumns(table, inputs, mapping)), table.rows, job)
    transform(sums, objective?.transform ?? 'identity', objective?.slope ?? 1)
    return { outputs: sums.map((values, k) => ({ name: names[k]!, values })) }
  }
  return {
    scoreNow,
    score: (table, job) => Promise.resolve().then(() => scoreNow(table, job)),
    ...(compiled === null ? {} : {
      async explain(table: Table, request: ExplainRequest, job: JobContext): Promise<Explanation> {
        await Promise.resolve()
        const columns = resolveColumns(table, inputs, mapping)
        const features = featuresOf(columns)
        const group = Math.max(0, names.indexOf(request.output))
        const link = linkOf(objective?.transform ?? 'identity')
        // The sigmoid's slope is taken into the margin, which is then the log odds.
        const slope = link === 'logit' ? (objective?.slope ?? 1) : 1
        const output = sumsOf(features, table.rows, job)[group]!.map((value) => value * slope)
        const scale = slope / (model.average ? model.iterations : 1)
        const background = (): FeatureRows => ({ features: featuresOf(resolveColumns(request.background, inputs, mapping)), rows: request.background.rows })
        return explainForest({ forest: model.forest, compiled, group, offset: 0, scale, link, output }, columns, { features, rows: table.rows }, background, request, job)
      },
    }),
    dispose: () => undefined,
  }
}

/** The library leaves numbers within its zero threshold out of a row, so that every split and leaf sees 0. */
function withoutTiny(x: number): number {
  return Math.abs(x) <= zeroThreshold ? 0 : x
}

function linkOf(kind: Transform): Explanation['link'] {
  switch (kind) {
    case 'identity': return 'identity'
    case 'sigmoid': case 'ova': return 'logit'
    case 'exp': return 'log'
    default: return 'other'
  }
}

/** Linear trees: leaf constant plus coefficients times values, or the leaf's plain value when one is missing. */
function sumLinear(model: LightgbmModel, features: readonly Float64Array[], rows: number, sums: readonly Float64Array[], job: JobContext): void {
  const { forest } = model
  for (let row = 0; row < rows; row++) {
    if (row % 256 === 0) {
      job.checkpoint()
      job.progress({ phase: 'Scoring rows', done: row, total: rows, unit: 'rows' })
    }
    const value = (feature: number): number => features[feature]![row]!
    for (let tree = 0; tree < forest.roots.length; tree++) {
      const leaf = leafOf(forest, tree, value)
      const linear = model.linear?.get(leaf)
      let output = linear?.constant ?? forest.value[leaf]!
      if (linear !== undefined) {
        for (let i = 0; i < linear.features.length; i++) {
          const x = value(linear.features[i]!)
          if (Number.isNaN(x)) {
            output = forest.value[leaf]!
            break
          }
          output += linear.coefficients[i]! * x
        }
      }
      sums[forest.group[tree]!]![row]! += output
    }
  }
}

function transform(sums: readonly Float64Array[], kind: Transform, slope: number): void {
  const each = (f: (x: number) => number): void => {
    for (const sum of sums) for (let row = 0; row < sum.length; row++) sum[row] = f(sum[row]!)
  }
  switch (kind) {
    case 'identity': return
    case 'sigmoid': case 'ova': each((x) => sigmoid(x, slope)); return
    case 'exp': each(exp); return
    case 'square': each((x) => Math.sign(x) * x * x); return
    case 'square-exp': each((x) => exp(Math.sign(x) * x * x)); return
    case 'log1p-exp': each((x) => Math.log1p(exp(x))); return
    case 'softmax': {
      const row = new Float64Array(sums.length)
      for (let i = 0; i < sums[0]!.length; i++) {
        for (let k = 0; k < row.length; k++) row[k] = sums[k]![i]!
        softmax(row)
        for (let k = 0; k < row.length; k++) sums[k]![i] = row[k]!
      }
      return
    }
    default: assertNever(kind)
  }
}
