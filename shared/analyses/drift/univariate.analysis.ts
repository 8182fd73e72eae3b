import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, LedgerEntry } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { datasetKey, labelOf, referenceDataset } from '../common/datasets'
import { comparedWindows } from '../common/windows'
import { adjustedById, confirmatoryFamily, exploratoryFamily, falseDiscovery } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { weightsApplied, weightsMethod } from '../common/weights'
import { compareColumns } from './univariate/columns'
import { cellVerdict } from './univariate/judge'
import { figures } from './univariate/figures'
import { findings } from './univariate/findings'
import { headlineOf, section, valuesOf } from './univariate/report'
import type { Cell, Detail } from './univariate/types'

const params = z.strictObject({
  ksDelta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'KS distance that matters', description: 'Smaller differences of a numeric distribution are of no practical weight, however significant.' }),
  vDelta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Cramér\'s V that matters', description: 'Smaller differences of a categorical distribution are of no practical weight; 0.1 is Cohen\'s small effect.' }),
  missingDelta: z.number().gt(0).lt(1).default(0.05).meta({ title: 'Difference of missing shares that matters', description: 'As a share of rows: 0.05 is five percentage points.' }),
  bins: z.number().int().min(2).max(100).default(10).meta({ title: 'PSI bins', description: 'Quantile bins of the reference; equal cut points are merged.' }),
})
type Params = z.infer<typeof params>

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const windows = comparedWindows(input, reference)
  const { compared, columns, notTested, worst } = compareColumns(input, reference, windows, { alpha: context.alpha, bins: given.bins, ksDelta: given.ksDelta, vDelta: given.vDelta, rng: context.rng }, context)
  const raw = compared.flatMap(testsOf)
  const tests = confirmatoryFamily('drift.univariate', raw)
  const psi = exploratoryFamily('drift.univariate.psi', compared.flatMap((cell) => (cell.psi.p === null ? [] : [{ id: `psi/${cell.key}`, label: `PSI of ${cell.column} no larger than sampling gives, ${cell.label}`, test: 'PSI against χ², or against deals', p: cell.psi.p, n: cell.n }])))
  const cells = judgeCells(compared, tests, falseDiscovery(raw), given, context.alpha)
  const detail: Detail = {
    reference: labelOf(reference), referenceRows: reference.table.rows,
    windows: windows.map((window) => ({ key: datasetKey(input, window), label: labelOf(window), rows: window.table.rows })),
    columns, alpha: context.alpha, missingDelta: given.missingDelta, testCount: tests.length, cells, worst,
  }
  const verdicts = cells.map((cell) => cell.verdict)
  const rows = reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0)
  return {
    headline: headlineOf(detail),
    verdict: cells.length === 0 ? 'described' : verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : 'equivalent',
    values: valuesOf(detail),
    tests: [...tests, ...psi],
    detail: detail as unknown as Json,
    rowsUsed: rows,
    rowsTotal: rows,
    warnings: [...weightsApplied(input, [reference, ...windows]), ...columns.filter((column) => compared.some((cell) => cell.column === column && cell.psi.degenerate)).map((column) => `${column}: the reference has too few distinct values for bins (degenerate), so PSI says nothing about it.`)],
    notTested,
  }
}

/** Every test that was run on a column in a window. */
function testsOf(cell: Cell): readonly RawTest[] {
  const tests: RawTest[] = []
  const n = cell.n + cell.nReference
  if (cell.p !== null) tests.push({ id: `drift/${cell.key}`, label: `${cell.column} distributed as in the reference, ${cell.label}`, test: cell.test, p: cell.p, n })
  if (cell.missingP !== null) tests.push({ id: `missing/${cell.key}`, label: `Share of missing ${cell.column} as in the reference, ${cell.label}`, test: '2×2 χ² or Fisher mid-p', p: cell.missingP, n: n + cell.missing + cell.missingReference })
  if (cell.newLevelP !== null) tests.push({ id: `new/${cell.key}`, label: `No new category of ${cell.column} beyond chance, ${cell.label}`, test: 'hypergeometric, over levels as frequent, mid-p', p: cell.newLevelP, n })
  return tests
}

function judgeCells(compared: readonly Cell[], tests: readonly LedgerEntry[], bh: ReadonlyMap<string, number>, given: Params, alpha: number): readonly Cell[] {
  const adjusted = adjustedById(tests)
  return compared.map((cell) => {
    const judged = {
      ...cell,
      pAdjusted: adjusted.get(`drift/${cell.key}`) ?? null,
      pBh: bh.get(`drift/${cell.key}`) ?? null,
      missingPAdjusted: adjusted.get(`missing/${cell.key}`) ?? null,
      newLevelPAdjusted: adjusted.get(`new/${cell.key}`) ?? null,
    }
    return { ...judged, verdict: cellVerdict(judged, given.missingDelta, alpha) }
  })
}

const analysis: Analysis<Params> = {
  id: 'drift.univariate',
  version: 1,
  group: 'drift',
  title: 'Drift of single columns',
  answers: 'Which inputs, segments or scores are distributed otherwise than in the reference, since when, and does it matter?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test'], ['production', 'test']], columns: [], scores: 'none', minimumRows: 20, threshold: false },
  tests: true,
  seconds: 5,
  params,
  inapplicable: (input) => (comparedWindows(input, referenceDataset(input)).length > 0 ? null : 'There is no production window and no test dataset to compare with the reference.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Every production window (without one: every test dataset) is compared with the reference (development, else test), for every feature, segment and protected column and for the score, of several classes for the probability of each. All rows are used. Columns that the cut into windows itself decides (a month, a season: windows of one value each, and each another) are named and left out.',
    'Numeric columns: two-sample Kolmogorov–Smirnov test, ties taken together; the p is exact for small samples, with the ties at hand as in R (scipy counts tied values as if they were not and gives a larger p), and asymptotic beyond. ±∞ are left out of KS and counted in the end bins of PSI. Wasserstein distance (in standard deviations of the reference, and in the unit of the column), energy distance (the root, as scipy has it) and the change of the mean stand beside it.',
    'Categorical columns, and numeric ones with at most ten distinct values: χ² test of the k×2 table of both samples, with Cramér\'s V corrected for bias (Bergsma). Where expected counts are too small (Cochran\'s rule), the rarest levels by pooled count are put together; with two left, Fisher\'s test (mid-p).',
    'Missing cells are no value of a column: their share is tested apart (2×2 χ²; with an expected count under five the mid-p of Fisher\'s test, since the exact p of a handful of cells alarms in one null of a hundred where five are wanted).',
    'New categories: the chance that all rows of some level at least as frequent as the one unknown to the reference fall into the window when rows are dealt at random (hypergeometric, summed over the levels of that many rows or more, those of exactly as many by half: mid-p).',
    'PSI: Σ(q−p)·ln(q/p) over quantile bins of the reference with equal cut points merged, or over its levels, with one bin for missing and one for new; empty bins take the share 0.0001. Beside it the value less its expectation (B−1)(1/N+1/M), and the critical value (1/N+1/M)·χ²(B−1) at 95 %. With fewer than 30 rows per bin that limit is too sharp, and p is by dealing both samples anew (499 deals). The customary 0.10 and 0.25 are conventions that ignore sample size. A reference without quantiles is reported as degenerate.',
    'More than three drifted columns are one finding, as something then happened to the population.',
    'Damage is told from drift by marks that chance does not leave: a column without a value, or with one value only; values that lie on the reference again once a known factor, offset or sign is taken back (a KS distance of at least 0.5 before and of hardly any after); a part of them far beyond the reference and like it once divided; a single value that fills 5 % of a window and at most 0.5 % of the reference, and would by chance in fewer than one of 10,000 (Fisher, times the number of values), while the other values lie as before; decimals cut off; known levels in another spelling; as many levels in the same shares under other names. Such a column is called damaged, not drifted.',
    weightsMethod,
    'Weighted: KS by the weighted distribution functions, its p asymptotic at the effective numbers of rows; PSI bins end where the weighted reference reaches each share; χ², V and PSI on effective counts (Rao and Scott\'s first-order correction).',
    'All tests of all columns and windows are one family, adjusted by Holm; Benjamini–Hochberg is shown beside it. PSI tests are exploratory.',
    'Verdict: "equivalent" when the interval of the effect lies within the difference that matters, "different" when the adjusted p is under the error budget, else "inconclusive", with the effect that this sample would have found with 80 % power. The bounds of the KS distance are it ± the Kolmogorov quantile at α, which holds for all places of the scale at once and so more often than 1 − α; the interval of V inverts the noncentral χ². A finding is proposed only when the test is significant and the effect is larger than what matters.',
  ],
  references: [
    { text: 'Schröer, G., Trenkler, D. (1995). Exact and randomization distributions of Kolmogorov–Smirnov tests. Computational Statistics & Data Analysis 20, 185–202.' },
    { text: 'Bergsma, W. (2013). A bias-correction for Cramér\'s V and Tschuprow\'s T. Journal of the Korean Statistical Society 42, 323–328.' },
    { text: 'Yurdakul, B., Naranjo, J. (2020). Statistical properties of the population stability index. Journal of Risk Model Validation 14(4).' },
    { text: 'Westfall, P. H., Wolfinger, R. D. (1997). Multiple tests with discrete distributions. The American Statistician 51, 3–8.' },
    { text: 'Lydersen, S., Fagerland, M. W., Laake, P. (2009). Recommended tests for association in 2×2 tables. Statistics in Medicine 28, 1159–1175.' },
    { text: 'Cochran, W. G. (1954). Some methods for strengthening the common χ² tests. Biometrics 10, 417–451.' },
  ],
}

export default analysis
