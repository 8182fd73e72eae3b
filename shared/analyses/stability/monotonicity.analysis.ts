import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult, Verdict } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { wilson } from '../../stats/intervals'
import { labelOf, scoredDataset } from '../common/datasets'
import { weightsNote } from '../common/weights'
import { planScan, scanFeature } from './curves/scan'
import type { Scan } from './curves/scan'
import { checkDirection } from './monotonicity/measure'
import type { Direction, DirectionCheck } from './monotonicity/measure'
import { figures, findings, headlineOf, section, valuesOf } from './monotonicity/report'
import type { Detail, Line } from './monotonicity/report'

const params = z.strictObject({
  expected: z.record(z.string(), z.enum(['increasing', 'decreasing'])).default({}).meta({ title: 'Direction by feature', description: 'How the score must move when the feature rises and all else stays: increasing or decreasing. Wins over what the artifact declares.' }),
  tolerance: z.number().min(0).default(1e-6).meta({ title: 'Tolerance', description: 'Move of the score against the direction that is not yet a violation.' }),
  shareLimit: z.number().min(0).lt(1).default(0).meta({ title: 'Limit on violating rows', description: 'Share of rows that may violate a direction asked for; at 0 a single witness is enough.' }),
  grid: z.number().int().min(3).max(200).default(20).meta({ title: 'Values per number', description: 'Observed quantiles of the reference that a feature is set to.' }),
  budget: z.number().int().min(1000).max(1e9).default(100_000).meta({ title: 'Changed rows scored at most', description: 'Rows are drawn at random from the dataset so that rows times grid values keep to this.' }),
})
type Params = z.infer<typeof params>

/** Directions the artifact itself declares, where its format keeps them. */
function declaredBy(input: AnalysisInput): ReadonlyMap<string, Direction> {
  return new Map((input.model?.inputs ?? []).flatMap(({ name, monotone }) => (monotone === undefined ? [] : [[name, monotone] as const])))
}

function verdictOf(check: DirectionCheck, low: number, high: number, limit: number): Verdict {
  if (limit === 0) return check.violating > 0 ? 'different' : 'inconclusive'
  return low > limit ? 'different' : high < limit ? 'equivalent' : 'inconclusive'
}

async function compute(input: AnalysisInput, given: Params, context: AnalysisContext): Promise<AnalysisResult> {
  const plan = planScan(input, ['number'], given.grid, given.budget, context)
  const { data } = plan
  const declared = declaredBy(input)
  const lines: Line[] = []
  const refused: string[] = []
  for (const [index, grid] of plan.grids.entries()) {
    context.progress({ phase: 'Checking directions', done: index, total: plan.grids.length, unit: 'features' })
    const scan = await scanFeature(data.table, grid, context)
    if (typeof scan === 'string') refused.push(`${grid.feature}: ${scan}`)
    else lines.push(lineOf(scan, Object.hasOwn(given.expected, grid.feature) ? given.expected[grid.feature] : undefined, declared.get(grid.feature), given, data.rows))
  }
  const unknown = Object.keys(given.expected).filter((feature) => !lines.some((line) => line.feature === feature)).sort()
  const detail: Detail = { dataset: labelOf(plan.dataset), tolerance: given.tolerance, shareLimit: given.shareLimit, lines: lines.filter((line) => line.rows > 0) }
  const verdicts = detail.lines.filter((line) => line.origin !== null).map((line) => line.verdict)
  return {
    headline: headlineOf(detail),
    verdict: verdicts.includes('different') ? 'different' : verdicts.includes('inconclusive') ? 'inconclusive' : verdicts.length > 0 ? 'equivalent' : 'described',
    values: valuesOf(detail),
    tests: [],
    detail: detail as unknown as Json,
    rowsUsed: data.table.rows,
    rowsTotal: plan.dataset.table.rows,
    warnings: plan.warnings,
    notTested: [
      ...weightsNote(input, 'violations are counted in rows, each with its witness'),
      ...plan.notTested, ...refused,
      ...unknown.filter((feature) => !plan.notTested.some((text) => text.startsWith(`${feature}:`))).map((feature) => `${feature}: a direction is asked for, but it could not be checked.`),
      ...lines.filter((line) => line.rows === 0).map((line) => `${line.feature}: no row has a score at every value.`),
    ],
  }
}

function lineOf(scan: Scan, expected: Direction | undefined, declared: Direction | undefined, given: Params, rows: Int32Array): Line {
  const asked = expected ?? declared
  const up = checkDirection(scan, asked ?? 'increasing', given.tolerance)
  const down = asked === undefined ? checkDirection(scan, 'decreasing', given.tolerance) : up
  const milder = Math.abs(down.worst?.change ?? 0) < Math.abs(up.worst?.change ?? 0)
  const check = down.violating < up.violating || (down.violating === up.violating && milder) ? down : up
  const { low, high } = check.rows === 0 ? { low: 0, high: 1 } : wilson(check.violating, check.rows)
  const { worst } = check
  return {
    feature: scan.grid.feature, direction: check.direction, origin: expected !== undefined ? 'plan' : declared !== undefined ? 'artifact' : null,
    rows: check.rows, violating: check.violating, share: check.rows === 0 ? 0 : check.violating / check.rows, low, high, largest: Math.abs(worst?.change ?? 0),
    witness: worst === null ? null : { row: rows[worst.row]! + 1, from: scan.grid.labels[worst.from]!, to: scan.grid.labels[worst.to]!, scoreFrom: scan.scores[worst.from]![worst.row]!, scoreTo: scan.scores[worst.to]![worst.row]! },
    verdict: asked === undefined ? 'described' : verdictOf(check, low, high, given.shareLimit),
  }
}

const analysis: Analysis<Params> = {
  id: 'stability.monotonicity',
  version: 1,
  group: 'stability',
  title: 'Direction of each feature',
  answers: 'Does the score always move the way it should when one feature rises and all else stays?',
  needs: { tasks: ['binary', 'regression'], datasets: [['test', 'production', 'development']], columns: ['feature'], scores: 'scorer', minimumRows: 30, threshold: false },
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
    'Each row of the test dataset (else production, else development) is scored with one numeric feature set to observed quantiles of the reference in rising order, all else as it is.',
    'A row violates "increasing" when its score at some value lies below its score at some lower value by more than the tolerance; "decreasing" the other way round. The witness is the row and pair of values with the largest such move; its two scores can be computed again.',
    'Directions come from the plan, else from the artifact where its format keeps the constraints it was fitted with. Where neither asks for one, both are tried and the one with fewer violations is described without a verdict.',
    'A violation is a fact about two scores, so one witness is enough where no violation is allowed. The share of violating rows has Wilson\'s interval. That no row violates does not show that none can: values between the grid and rows not drawn are not tried, and the verdict is then "inconclusive".',
  ],
  references: [
    { text: 'Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209–212.' },
    { text: 'Sharma, A., Wehrheim, H. (2020). Testing monotonicity of machine learning models. arXiv:2002.12278.' },
  ],
}

export default analysis
