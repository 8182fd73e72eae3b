import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetKey, idPart, labelOf, scoreOf } from '../common/datasets'
import { decidedDatasets } from '../common/decisions'
import { countOf } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { omit } from '../common/omit'
import { weightsNote } from '../common/weights'
import { countDecisions, measureImpact } from './impact-ratio/measure'
import { figures, findings, headlineOf, pairTestId, section, valuesOf, verdictOf } from './impact-ratio/report'
import type { Detail, ImpactColumn } from './impact-ratio/report'

const params = z.strictObject({ ...groupFields })
type Params = z.infer<typeof params>

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = decidedDatasets(input)
  const { schemes, notes, notTested } = schemesFor(input, columnsWithRole(input, 'protected'), judged, given)
  const columns: ImpactColumn[] = []
  let undecided = 0
  for (const dataset of judged) {
    for (const scheme of schemes) {
      context.checkpoint()
      const counted = countDecisions(scoreOf(dataset)!, dataset.outcome, scheme.assign(dataset.table), scheme.labels, input.decision.threshold!, input.decision.favourable)
      undecided = counted.undecided
      columns.push({ key: `${datasetKey(input, dataset)}/${idPart(scheme.column)}`, dataset: labelOf(dataset), column: scheme.column, unknown: counted.unknown, ...measureImpact(counted.counts) })
    }
  }
  const raw = columns.flatMap((column) => column.pairs.map((pair): RawTest => ({
    id: pairTestId(column, pair.first, pair.second),
    label: `Favourable rate equal for ${column.rows[pair.first]!.group} and ${column.rows[pair.second]!.group}, ${column.column} in ${column.dataset}`,
    test: pair.test === 'fisher' ? 'Fisher mid-p, two-sided' : 'two proportions, pooled z', p: pair.p, n: pair.n,
  })))
  const tests = confirmatoryFamily('subpopulations.impact-ratio', raw)
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    threshold: input.decision.threshold!, favourable: input.decision.favourable, alpha: context.alpha,
    columns: columns.map((column) => {
      const best = column.rows.findIndex((row) => row.mostFavoured)
      return { ...omit(column, 'pairs'), rows: column.rows.map((row, index) => ({ ...row, pAdjusted: row.mostFavoured ? null : (adjusted.get(pairTestId(column, Math.min(index, best), Math.max(index, best))) ?? null) })) }
    }),
  }
  const rowsTotal = judged.reduce((total, dataset) => total + dataset.table.rows, 0)
  return {
    headline: headlineOf(detail),
    verdict: verdictOf(detail),
    values: valuesOf(detail),
    tests,
    detail: detail as unknown as Json,
    rowsUsed: rowsTotal - judged.reduce((total, dataset) => total + scoreOf(dataset)!.reduce((lost, value) => lost + (Number.isFinite(value) ? 0 : 1), 0), 0),
    rowsTotal,
    warnings: [...notes, ...(undecided > 0 ? [`${countOf(undecided, 'row')} without a score have no decision.`] : [])],
    notTested: [
      ...weightsNote(input),
      ...notTested,
      ...columns.filter((column) => column.unknown > 0).map((column) => `${column.column} in ${column.dataset}: ${countOf(column.unknown, 'row')} of unknown group are counted apart.`),
      ...columns.flatMap((column) => column.rows.filter((row) => row.n > 0 && row.underTwoPercent).map((row) => `${column.column} = ${row.group} in ${column.dataset}: under 2 % of the rows (${countOf(row.n, 'row')}); printed, but not taken as the most favoured group.`)),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.impact-ratio',
  version: 1,
  group: 'subpopulations',
  title: 'Impact ratio of favourable decisions',
  answers: 'Do protected groups receive the favourable decision at different rates?',
  needs: { tasks: ['binary'], datasets: [['development', 'test', 'production']], columns: ['protected'], scores: 'scores', minimumRows: 30, threshold: true },
  tests: true,
  params,
  inapplicable: (input) => (decidedDatasets(input).length > 0 ? null : 'No dataset has scores.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The favourable decision is a score at or above the threshold, or below it, as the review says. Favourable rate of a group = favourable decisions / rows of the group that have a score. All rows of every test dataset are used (without one: production, else development).',
    'Impact ratio = rate of the group / rate of the most favoured group, from unrounded rates; the most favoured group is the one with the highest rate among groups with at least 2 % of the rows of known group. The interval is Koopman\'s.',
    'Rates are compared with the pooled z test, or the mid-p of Fisher\'s exact test where an expected count is under five. Because the most favoured group is chosen by the data, every pair of groups is tested, and all pairs of all columns are adjusted together by Holm.',
    'Shortfall: favourable decisions more that would give the group the rate of the most favoured group. Flip count: decisions of the group that must change for the ratio to cross 0.80, the other rate held.',
    'Rows of unknown group are counted apart and belong to no group. False positive and false negative rates per group use rows with a known outcome (predicted positive: score at or above the threshold) with Wilson intervals (Clopper–Pearson with fewer than five on either side).',
    'Four fifths (0.80) is a screening convention of 29 CFR 1607.4 D (United States, 1978; as of November 2026). It is a prompt to look, not a test of lawfulness: smaller differences may matter, and larger ones on small numbers may not.',
  ],
  references: [
    { text: '29 CFR 1607.4 D, Uniform Guidelines on Employee Selection Procedures (1978).' },
    { text: 'Koopman, P. A. R. (1984). Confidence intervals for the ratio of two binomial proportions. Biometrics 40, 513–517.' },
    { text: 'Morris, S. B., Lobsenz, R. E. (2000). Significance tests and confidence intervals for the adverse impact ratio. Personnel Psychology 53, 89–111.' },
  ],
}

export default analysis
