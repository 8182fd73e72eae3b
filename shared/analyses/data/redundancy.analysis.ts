import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Block, CellTable, FigureSpec } from '../../contract/figure'
import type { Json } from '../../contract/json'
import { columnsWithRole, findColumn, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatCount, formatFixed } from '../common/format'
import { rankCorrelation, rankedColumn } from './redundancy/rank-correlation'

const params = z.strictObject({
  limit: z.number().gt(0).max(1).default(0.95).meta({ title: 'Correlation, limit', description: 'Two features whose rank correlation is as far from 0 as this say nearly the same.' }),
})
type Params = z.infer<typeof params>
/** Pairs that are printed; the evidence holds all. */
const printed = 12

/** Rank correlations kept, the strongest; with hundreds of features there are tens of thousands. */
const kept = 1000

interface Pair {
  readonly a: string
  readonly b: string
  readonly rho: number
  readonly n: number
}
interface Detail {
  readonly reference: string
  readonly features: number
  /** From the strongest on. */
  readonly pairs: readonly Pair[]
}

const numericFeatures = (input: AnalysisInput): readonly string[] => {
  const reference = referenceDataset(input)
  return reference === null ? [] : columnsWithRole(input, 'feature').filter((name) => findColumn(reference.table, name)?.kind === 'number')
}
const idOf = ({ a, b }: Pair): string => `rho/${a.replaceAll('/', '∕')}/${b.replaceAll('/', '∕')}`
const strong = ({ pairs }: Detail, { limit }: Params): readonly Pair[] => pairs.filter(({ rho }) => Math.abs(rho) >= limit)
const detailOf = (result: AnalysisResult): Detail => result.detail as unknown as Detail

function correlated(input: AnalysisInput, settings: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const checkpoint = (): void => context.checkpoint()
  const names = numericFeatures(input)
  const constant: string[] = []
  const ranked = names.flatMap((name) => {
    context.checkpoint()
    const column = findColumn(reference.table, name)
    const ranks = column?.kind === 'number' ? rankedColumn(column, checkpoint) : null
    if (ranks === null) constant.push(name)
    return ranks === null ? [] : [{ name, ranks }]
  })
  const pairs = ranked.flatMap((one, index) => ranked.slice(index + 1).flatMap((other): readonly Pair[] => {
    const found = rankCorrelation(one.ranks, other.ranks, checkpoint)
    return found === null ? [] : [{ a: one.name, b: other.name, ...found }]
  })).sort((x, y) => Math.abs(y.rho) - Math.abs(x.rho) || (x.a + x.b < y.a + y.b ? -1 : 1))
  const detail: Detail = { reference: labelOf(reference), features: ranked.length, pairs: pairs.slice(0, kept) }
  const found = strong(detail, settings)
  const [top] = pairs
  return {
    headline: top === undefined ? `No two features of ${detail.reference} can be compared.` : found.length === 0
      ? `No two of ${countOf(ranked.length, 'numeric feature')} say nearly the same; the strongest rank correlation is ${formatFixed(top.rho, 3)}, of ${top.a} and ${top.b}.`
      : `${countOf(found.length, 'pair')} of ${countOf(ranked.length, 'numeric feature')} ${found.length === 1 ? 'says' : 'say'} nearly the same; most of all ${top.a} and ${top.b}, with a rank correlation of ${formatFixed(top.rho, 3)}.`,
    verdict: 'described',
    values: detail.pairs.map((pair) => ({ id: idOf(pair), label: `Rank correlation of ${pair.a} and ${pair.b}`, value: pair.rho, n: pair.n, limit: settings.limit })),
    tests: [], detail: detail as unknown as Json, rowsUsed: reference.table.rows, rowsTotal: reference.table.rows, warnings: [],
    notTested: ['Categorical features, and relations of more than two features.', ...(pairs.length > kept ? [`Of ${formatCount(pairs.length)} rank correlations the ${formatCount(kept)} strongest are kept; the others are no stronger than ${formatFixed(Math.abs(pairs[kept - 1]!.rho), 3)}.`] : []), ...constant.map((name) => `${name}: it has fewer than two different values.`)],
  }
}

const tableOf = (pairs: readonly Pair[]): CellTable => ({
  columns: [{ title: 'Feature', align: 'left' }, { title: 'Feature', align: 'left' }, { title: 'Rank correlation', align: 'right' }, { title: 'Rows', align: 'right' }],
  rows: pairs.map(({ a, b, rho, n }) => [a, b, formatFixed(rho, 3), formatCount(n)]),
})

function figuresOf(detail: Detail): readonly FigureSpec[] {
  const shown = detail.pairs.slice(0, printed)
  if (shown.length === 0) return []
  const names = shown.map(({ a, b }) => `${a}, ${b}`)
  return [{
    id: 'data.redundancy.pairs', title: `Rank correlations of ${detail.reference}, the strongest ${countOf(shown.length, 'pair')}`,
    alt: `Bars of the strongest rank correlations; the longest is ${names[0]!} at ${formatFixed(shown[0]!.rho, 3)}.`,
    plot: { x: { title: 'Rank correlation', range: [-1, 1] }, y: { title: '', scale: 'category', categories: names }, marks: [{ mark: 'bars', name: 'Rank correlation', x: shown.map(({ rho }) => rho), y: names, tone: 'neutral', horizontal: true }] },
    table: tableOf(shown),
  }]
}

const analysis: Analysis<Params> = {
  id: 'data.redundancy', version: 1, group: 'data',
  title: 'Features that say the same',
  answers: 'Are there features that another feature nearly replaces?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test']], columns: ['feature'], scores: 'none', minimumRows: 3, threshold: false },
  tests: false,
  params,
  compute: (input, settings, context) => Promise.resolve().then(() => correlated(input, settings, context)),
  inapplicable: (input) => (numericFeatures(input).length < 2 ? 'There are fewer than two numeric features.' : null),
  findings: (result, settings) => {
    const found = strong(detailOf(result), settings)
    if (found.length === 0) return []
    return [{
      key: 'redundant', severity: 'observation', title: `${countOf(found.length, 'pair')} of features ${found.length === 1 ? 'says' : 'say'} nearly the same`,
      condition: `${found.slice(0, printed).map(({ a, b, rho }) => `${a} and ${b}: ${formatFixed(rho, 3)}`).join('; ')}.`,
      criterion: `Each feature adds something: rank correlations within ±${formatFixed(settings.limit, 2)}.`,
      consequence: 'Importance and reasons are split between them arbitrarily, and a linear model\'s coefficients are unstable.',
      recommendation: 'Ask why both are kept; read importances of the pair together.', evidence: found.slice(0, printed).map(idOf),
    }]
  },
  figures: (result) => figuresOf(detailOf(result)),
  section: (result): readonly Block[] => [{ block: 'paragraph', text: result.headline }, ...figuresOf(detailOf(result)).map((figure): Block => ({ block: 'figure', figure }))],
  method: [
    'Spearman\'s rank correlation of every two numeric features in the reference (development, else test), over the rows where both are present.',
    'Ranks (ties share their mean rank) are taken over each column\'s own present cells and laid on 65,536 steps, so that sums are exact and the order of rows cannot show; the correlation is off by less than 0.0001 for it. Missing and infinite cells are left out.',
    'No test is run; a correlation as far from 0 as the limit is proposed as an observation.',
  ],
  references: [{ text: 'Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology 15, 72–101.' }],
}
export default analysis
