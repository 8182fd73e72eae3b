import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import type { Table } from '../../contract/table'
import { permutation } from '../../stats/shuffle'
import { selectRows } from '../../table/select-rows'
import { scoredClassNote } from '../common/classes'
import { columnsWithRole, labelOf, scoredDataset } from '../common/datasets'
import { drawnNote, orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { agreement } from './determinism/measure'
import { figures, findings, headlineOf, section, valuesOf } from './determinism/report'
import type { Detail, Trial, Way } from './determinism/report'

const params = z.strictObject({
  rows: z.number().int().min(1).max(1e9).default(20_000).meta({ title: 'Rows', description: 'Rows drawn at random that are scored again.' }),
  single: z.number().int().min(0).max(10_000).default(200).meta({ title: 'Rows scored one at a time', description: 'The first so many of them are also scored each on its own, and in batches of 7.' }),
  tolerance: z.number().min(0).default(1e-6).meta({ title: 'Tolerance', description: 'Difference of two scores of one row that is not yet a finding.' }),
})
type Params = z.infer<typeof params>

/** Scores a table in parts of so many rows. */
async function inBatches(table: Table, size: number, context: AnalysisContext): Promise<Float64Array> {
  const out = new Float64Array(table.rows)
  for (let from = 0; from < table.rows; from += size) {
    context.checkpoint()
    const rows = Int32Array.from({ length: Math.min(size, table.rows - from) }, (_, row) => from + row)
    out.set(await context.score!(selectRows(table, rows)), from)
  }
  return out
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const dataset = scoredDataset(input)!
  const score = context.score!
  const data = orderedRows({ ...dataset, outcome: null, recorded: null }, columnsWithRole(input, 'feature'), given.rows, context.rng.fork('rows'), () => context.checkpoint())
  const { table, rows } = data
  const { threshold } = input.decision
  const first = await score(table)
  const trials: Trial[] = []
  const compare = (way: Way, again: Float64Array): void => {
    const n = again.length
    trials.push({ way, ...agreement(first.subarray(0, n), again, rows.subarray(0, n), given.tolerance, threshold) })
  }
  context.checkpoint()
  compare('again', await score(table))
  if (table.rows < data.total) compare('whole-file', data.score!)
  context.checkpoint()
  const order = Int32Array.from(permutation(table.rows, context.rng.fork('order')))
  const reordered = await score(selectRows(table, order))
  const back = new Float64Array(table.rows)
  order.forEach((row, place) => (back[row] = reordered[place]!))
  compare('reordered', back)
  context.checkpoint()
  // Models that name no columns take them by order: turning these round would be another question.
  const named = (input.model?.inputs ?? []).some((one) => !one.positional)
  if (named) compare('columns', await score({ rows: table.rows, columns: [...table.columns].reverse() }))
  const few = selectRows(table, Int32Array.from({ length: Math.min(given.single, table.rows) }, (_, row) => row))
  if (few.rows > 0) {
    compare('small-batches', await inBatches(few, 7, context))
    compare('single', await inBatches(few, 1, context))
  }
  const detail: Detail = { dataset: labelOf(dataset), tolerance: given.tolerance, trials }
  return {
    headline: headlineOf(detail),
    verdict: trials.some((trial) => trial.beyond > 0) ? 'different' : 'equivalent',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: table.rows,
    rowsTotal: dataset.table.rows,
    warnings: [...drawnNote(table.rows, data.total), ...scoredClassNote(input, dataset)],
    notTested: [
      ...weightsNote(input, 'every row is scored again, whatever it weighs'),
      'Latency and memory: they belong to the machine and not to the model, and would make the evidence differ from run to run.',
      'The developer\'s own runtime: the artifact is scored here only; recorded predictions are compared in re-performance.',
      ...(named ? [] : ['Columns in another order: the artifact names no columns.']),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'stability.determinism',
  version: 1,
  group: 'stability',
  title: 'Determinism of the score',
  answers: 'Does a row get the same score every time, in whatever company and order it is scored?',
  needs: { tasks: ['binary', 'regression', 'multiclass'], datasets: [['test', 'production', 'development']], columns: [], scores: 'scorer', minimumRows: 1, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (scoredDataset(input) === undefined ? 'No dataset has scores of the artifact.' : null),
  compute: (input, given, context) => {
    if (context.score === null) return Promise.reject(new Error('An analysis that needs a scorer was started without one.'))
    return compute(input, given, context)
  },
  findings,
  figures,
  section,
  method: [
    'Rows of the test dataset (else production, else development), drawn at random where there are more than asked for, are scored once, and then again: as they are, among all rows of the file where they were drawn from more, in another order of rows, with the columns in reverse order, in batches of 7 rows and one row at a time.',
    'Identical means the same 64-bit number (no score like no score). Distance in float32 steps is the number of single-precision numbers between the two after rounding, plus one.',
    'Neighbours change places when two rows next to each other by the first scoring stand in another order, or level, by the other.',
    'A difference within the tolerance is shown, as sums may be taken in another order in another batch; beyond it, or where a row has a score in one scoring only, a finding is proposed.',
  ],
  references: [
    { text: 'IEEE 754-2019, Standard for Floating-Point Arithmetic.' },
    { text: 'Goldberg, D. (1991). What every computer scientist should know about floating-point arithmetic. ACM Computing Surveys 23, 5–48.' },
  ],
}

export default analysis
