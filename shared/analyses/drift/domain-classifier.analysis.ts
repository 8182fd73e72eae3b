import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { threeWayVerdict } from '../../stats/equivalence'
import { columnsWithRole, datasetKey, labelOf, referenceDataset } from '../common/datasets'
import { formatCount } from '../common/format'
import { confirmatoryFamily, falseDiscovery } from '../common/ledger'
import { calendarColumns, calendarNote, comparedWindows } from '../common/windows'
import { weightsNote } from '../common/weights'
import { contentOrder, dealSide, spreadLimit } from './domain-classifier/sides'
import type { Side } from './domain-classifier/sides'
import { separate } from './domain-classifier/measure'
import type { Separation } from './domain-classifier/measure'
import { figures, findings, headlineOf, section, valuesOf } from './domain-classifier/report'
import type { Cell, Detail } from './domain-classifier/report'

const params = z.strictObject({
  delta: z.number().gt(0).lt(0.5).default(0.05).meta({ title: 'AUC above one half that matters', description: '0.05: a window that is told from the reference with an AUC of up to 0.55 is the same for practical purposes.' }),
  pairs: z.boolean().default(true).meta({ title: 'Products of pairs', description: 'Lets the rule see changed correlations; used with at most twelve numeric columns.' }),
})
type Params = z.infer<typeof params>

interface Compared {
  readonly key: string
  readonly label: string
  readonly separation: Separation
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const windows = comparedWindows(input, reference)
  const held = columnsWithRole(input, 'feature', 'segment', 'protected')
  const checkpoint = (): void => context.checkpoint()
  checkpoint()
  const calendar = calendarColumns(windows, held)
  const columns = held.filter((name) => !calendar.has(name))
  const level = 1 - 2 * context.alpha
  const order = (dataset: AnalysisDataset): Uint32Array => contentOrder(dataset.table, columns, checkpoint)
  const basis = dealSide([reference.table], [order(reference)], context.rng.fork('reference'), columns.length, checkpoint)
  const compared: Compared[] = []
  const notTested: string[] = [...calendarNote(calendar), ...weightsNote(input, 'its F test counts rows; see drift by column for weighted figures')]
  const orders: Uint32Array[] = []
  const compare = (key: string, label: string, side: Side): void => {
    const separation = separate(basis, side, columns, { pairs: given.pairs, level }, checkpoint)
    if (separation === null) notTested.push(`${label}: it has too few rows for the number of columns, or none that both sides hold.`)
    else {
      compared.push({ key, label, separation })
      notTested.push(...separation.leftOut.map((text) => `${label}, ${text}`))
    }
  }
  for (const [index, window] of windows.entries()) {
    context.progress({ phase: 'Telling windows from the reference', done: index, total: windows.length, unit: 'windows' })
    const key = datasetKey(input, window)
    orders.push(order(window))
    compare(key, labelOf(window), dealSide([window.table], [orders[index]!], context.rng.fork(key), columns.length, checkpoint))
  }
  if (windows.length > 1) compare('all', 'all windows together', dealSide(windows.map(({ table }) => table), orders, context.rng.fork('all'), columns.length, checkpoint))
  return resultOf(labelOf(reference), compared, columns.length, given, { context, level, notTested, rows: reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0) })
}

interface Around {
  readonly context: AnalysisContext
  readonly level: number
  readonly notTested: readonly string[]
  readonly rows: number
}

function resultOf(reference: string, compared: readonly Compared[], columns: number, given: Params, { context, level, notTested, rows }: Around): AnalysisResult {
  const tests = confirmatoryFamily('drift.domain-classifier', compared.map(({ key, label, separation }) => ({ id: `domain/${key}`, label: `Rows of ${label} like those of ${reference}`, test: 'Hotelling\'s T², F', p: separation.p, n: separation.n + separation.nReference })))
  const cells = compared.map(({ key, label, separation }, index): Cell => {
    const bh = falseDiscovery(separation.carriers.map((carrier) => ({ id: carrier.column, label: '', test: '', p: carrier.p, n: 0 })))
    const { auc, low, high, n, nReference, terms, f } = separation
    const { pAdjusted } = tests[index]!
    return {
      key, label, n, nReference, auc, low, high, terms, f, pAdjusted,
      // Below one half a rule has learnt nothing: only the upper end can leave the interval.
      verdict: threeWayVerdict({ estimate: auc - 0.5, low: Math.max(0, low - 0.5), high: high - 0.5, delta: given.delta, p: pAdjusted, alpha: context.alpha }),
      carriers: separation.carriers.map((carrier) => ({ ...carrier, pBh: bh.get(carrier.column)! })),
    }
  })
  const detail: Detail = { reference, alpha: context.alpha, delta: given.delta, level, columns, cells }
  const verdicts = cells.map((cell) => cell.verdict)
  return {
    headline: headlineOf(detail),
    verdict: cells.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: rows,
    rowsTotal: rows,
    warnings: compared.some(({ separation: { n, nReference, spread } }) => spread < n + nReference)
      ? [`Samples of more than ${formatCount(spreadLimit(columns))} rows: means, ranks and levels are those of all rows; the covariances of the terms are those of ${formatCount(spreadLimit(columns))} rows drawn at random with the seed of the review.`]
      : [],
    notTested,
  }
}

const analysis: Analysis<Params> = {
  id: 'drift.domain-classifier',
  version: 1,
  group: 'drift',
  title: 'Drift of all columns together',
  answers: 'Can the rows of a window be told from those of the reference when all columns are looked at together, and which columns give them away?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test'], ['production', 'test']], columns: ['feature', 'segment', 'protected'], scores: 'none', minimumRows: 50, threshold: false },
  tests: true,
  seconds: 5,
  params,
  inapplicable: (input) => (comparedWindows(input, referenceDataset(input)).length > 0 ? null : 'There is no production window and no test dataset to compare with the reference.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Every production window (without one: every test dataset), and all of them together, is put beside the reference (development, else test). A linear discriminant is asked to tell the two apart by every feature, segment and protected column. All rows are used.',
    'Terms: numbers standardised over both samples and held within ±3, their squares (with at most 400 numeric columns), the products of all pairs of numeric columns (at most twelve), 0/1 indicators of levels (at most twenty; fewer than ten rows count as other) and of missing cells. Squares and products show changes of spread and correlation to a linear rule; other changes of shape it does not see.',
    'Of a sample with more than 50,000 rows (with more than 122 columns, as many as 750 million by the square of their number, 5,000 at least), means, ranks and counts of levels are those of all rows; the covariances of the terms, which cost the square of their number, are estimated from so many rows drawn at random, and the F test has the degrees of freedom of these.',
    'AUC: the discriminant is fitted on four fifths of the rows and tried on the fifth, five times; the mean of the five AUCs is printed, since scores of different fits are not comparable.',
    'p: the F test that no term has anything to do with membership (Hotelling\'s T²), on all rows. DeLong\'s p of the mean AUC is not used: the folds share rows, which doubles its variance where nothing differs, so that it would alarm far too often. Holm over all windows.',
    'Interval: normal, with DeLong\'s variance of the folds times 1 + min(1, 2/F) for the rows that folds share.',
    'What carries it: adjusted R² of a column\'s own terms alone, and the fall of R² when every term with the column is taken out, less what chance gives, with its partial F test (Benjamini–Hochberg, exploratory).',
    'Verdict: "equivalent" when the upper end of the interval at 1 − 2α lies under 0.5 + δ, "different" when the adjusted p is under the error budget, else "inconclusive". A finding is proposed only when it is significant and the AUC exceeds 0.5 + δ.',
  ],
  references: [
    { text: 'Lopez-Paz, D., Oquab, M. (2017). Revisiting classifier two-sample tests. ICLR.' },
    { text: 'Hotelling, H. (1931). The generalization of Student\'s ratio. Annals of Mathematical Statistics 2, 360–378.' },
    { text: 'Bengio, Y., Grandvalet, Y. (2004). No unbiased estimator of the variance of k-fold cross-validation. Journal of Machine Learning Research 5, 1089–1105.' },
  ],
}

export default analysis
