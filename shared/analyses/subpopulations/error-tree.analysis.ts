import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { permutation } from '../../stats/shuffle'
import { columnsWithRole, labelOf } from '../common/datasets'
import { countOf } from '../common/format'
import { schemesFor } from '../common/group-params'
import type { GroupScheme } from '../common/groups'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { noRows } from '../common/no-rows'
import { growTree, leafOf } from './error-tree/grow'
import type { CodedColumn, Leaf } from './error-tree/grow'
import { heatCells, meanError } from './error-tree/judge'
import { judgedErrors } from './error-tree/row-errors'
import { figures, headlineOf, section, valuesOf } from './error-tree/report'
import type { Detail } from './error-tree/report'

const params = z.strictObject({
  depth: z.number().int().min(1).max(4).default(3).meta({ title: 'Depth', description: 'Most conditions on the way to a leaf.' }),
  bands: z.number().int().min(2).max(12).default(6).meta({ title: 'Bands', description: 'Quantile bands (of the reference) that a numeric column is cut into.' }),
  minShare: z.number().gt(0).max(0.5).default(0.03).meta({ title: 'Smallest leaf', description: 'As a share of the growing half; never under 50 rows.' }),
  first: z.string().default('').meta({ title: 'Heat map, across', description: 'Empty: the column that the tree gains most by.' }),
  second: z.string().default('').meta({ title: 'Heat map, upwards', description: 'Empty: the column that the tree gains most by after the first.' }),
  minCell: z.number().int().min(5).default(30).meta({ title: 'Smallest cell', description: 'Cells of the heat map with fewer rows stay empty.' }),
})
type Params = z.infer<typeof params>

const maxGroups = 12

const coded = (scheme: GroupScheme, groups: Int32Array): CodedColumn => ({ codes: Uint8Array.from(groups, (group) => (group < 0 ? scheme.labels.length : group)), size: scheme.labels.length + 1, ordered: scheme.kind === 'bands' })
const labelsOf = (scheme: GroupScheme): readonly string[] => [...scheme.labels, 'missing']

/** "region: north, south" for what a leaf allows; bands as a range. */
function conditionText(scheme: GroupScheme, allowed: ReadonlySet<number>, withMissing: boolean): string {
  const labels = labelsOf(scheme)
  const present = [...allowed].filter((code) => code < scheme.labels.length).sort((a, b) => a - b)
  const missing = withMissing && allowed.has(scheme.labels.length)
  if (present.length === 0) return `${scheme.column} missing`
  const range = scheme.kind === 'bands' && present.length > 2 ? `${labels[present[0]!]!} to ${labels[present.at(-1)!]!}` : present.map((code) => labels[code]!).join(', ')
  return `${scheme.column}: ${range}${missing ? ' or missing' : ''}`
}

const leafText = (schemes: readonly GroupScheme[], leaf: Leaf, withMissing: readonly boolean[]): string => (leaf.allowed.size === 0 ? 'all rows' : [...leaf.allowed].sort(([a], [b]) => a - b).map(([column, codes]) => conditionText(schemes[column]!, codes, withMissing[column]!)).join(' and '))

/** Two columns for the heat map: as asked, else those the tree gained most by, else the first ones. */
function heatColumns(schemes: readonly GroupScheme[], gains: Float64Array, given: Params): readonly number[] {
  const ranked = schemes.map((_, index) => index).sort((a, b) => gains[b]! - gains[a]! || a - b)
  const place = (name: string): number => schemes.findIndex((scheme) => scheme.column === name)
  const asked = [given.first, given.second].map(place)
  const first = asked[0]! >= 0 ? asked[0]! : ranked.find((index) => index !== asked[1])
  const second = asked[1]! >= 0 && asked[1] !== first ? asked[1]! : ranked.find((index) => index !== first)
  return first === undefined || second === undefined ? [] : [first, second]
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const { dataset, errors: { errors, name } } = judgedErrors(input)!
  const checkpoint = (): void => context.checkpoint()
  const names = columnsWithRole(input, 'feature', 'segment', 'protected')
  const { schemes, notes, notTested } = schemesFor(input, names, [dataset], { bands: given.bands, cuts: {}, maxGroups })
  checkpoint()
  const all = orderedRows({ ...dataset, score: errors, recorded: null, outcome: null }, names, null, context.rng, checkpoint)
  const usable = keepOrdered(all, (row) => Number.isFinite(all.score![row]!))
  if (usable.table.rows < 2) throw noRows(labelOf(dataset), 'a known error, as score or outcome are missing')
  const half = new Uint8Array(usable.table.rows)
  permutation(usable.table.rows, context.rng.fork('halves')).forEach((row, index) => (half[row] = index % 2))
  const halves = ([0, 1] as const).map((side) => {
    const rows = keepOrdered(usable, (row) => half[row] === side)
    checkpoint()
    return { errors: rows.score!, columns: schemes.map((scheme) => coded(scheme, scheme.assign(rows.table))) }
  })
  const [growing, judging] = halves as [(typeof halves)[number], (typeof halves)[number]]
  const tree = growTree(growing.columns, growing.errors, { depth: given.depth, minLeaf: Math.max(50, Math.ceil(given.minShare * growing.errors.length)), minZ: 2 }, checkpoint)
  const leaf = leafOf(tree.leaves, judging.columns, judging.errors.length)
  checkpoint()
  const withMissing = schemes.map((scheme, index) => halves.some((each) => each.columns[index]!.codes.includes(scheme.labels.length)))
  const share = name === 'error rate'
  const [first, second] = heatColumns(schemes, tree.gains, given)
  const detail: Detail = {
    dataset: labelOf(dataset), measure: name, grownRows: growing.errors.length, judgedRows: judging.errors.length, overall: meanError(judging.errors, share),
    leaves: tree.leaves.map((each, index) => ({ text: leafText(schemes, each, withMissing), grownN: each.n, grown: each.mean, ...meanError(judging.errors.filter((_, row) => leaf[row] === index), share) }))
      .sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || (a.text < b.text ? -1 : 1)),
    heat: first === undefined || second === undefined ? null : {
      first: schemes[first]!.column, second: schemes[second]!.column, firstLabels: labelsOf(schemes[first]!), secondLabels: labelsOf(schemes[second]!), minCell: given.minCell,
      cells: heatCells(judging.columns[first]!.codes, judging.columns[first]!.size, judging.columns[second]!.codes, judging.columns[second]!.size, judging.errors, given.minCell),
    },
  }
  const unknown = [given.first, given.second].filter((asked) => asked !== '' && !schemes.some((scheme) => scheme.column === asked))
  return {
    headline: headlineOf(detail), verdict: 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: usable.table.rows, rowsTotal: dataset.table.rows,
    warnings: [...notes, ...unknown.map((asked) => `${asked} cannot be an axis of the heat map: it is no feature, segment or protected column that can be grouped.`)],
    notTested: [
      ...weightsNote(input), ...notTested,
      'Whether leaves differ: this page is for looking; the test is with the slices nobody thought of.',
      ...(dataset.table.rows > usable.table.rows ? [`${countOf(dataset.table.rows - usable.table.rows, 'row')} without a score or an outcome.`] : []),
    ],
  }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.error-tree',
  version: 1,
  group: 'subpopulations',
  title: 'Error tree and heat map',
  answers: 'Where are the errors, as a tree of a few conditions and as a map of two columns?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test', 'production']], columns: ['feature', 'segment', 'protected'], scores: 'none', minimumRows: 400, threshold: false },
  tests: false,
  params,
  inapplicable: (input) => (judgedErrors(input) === null ? 'No dataset has outcomes beside a class, a probability or a number to compare them with.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: () => [],
  figures,
  section,
  method: [
    'Error of a row: 1 where the predicted class (score at or above the threshold; the class itself where there are several) is not the outcome, else 0; without a threshold the squared error of the probability; for a number the absolute error. Rows of the first test dataset with outcomes (without one: production, else development).',
    'The rows are dealt at random into two halves. On one a regression tree is grown over all feature, segment and protected columns (numbers in quantile bands of the reference, at most twelve levels, missing a level): each split takes most off the squared deviation, its sides lie at least two standard errors apart and hold at least the smallest leaf.',
    'Every number printed of a leaf is of the other half, which had no part in growing it: mean error with a Wilson interval (Clopper–Pearson with fewer than five on either side) for shares, else Hall\'s interval of a skewed mean. Beside it the mean on the growing half, which is too extreme.',
    'Heat map: mean error of the other half by two columns, those the tree gained most by unless the plan names others; cells with few rows stay empty.',
    'For people who want to look. It tests nothing and proposes no finding.',
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Athey, S., Imbens, G. (2016). Recursive partitioning for heterogeneous causal effects. PNAS 113, 7353–7360 (honest estimation).' },
    { text: 'Breiman, L., Friedman, J., Olshen, R., Stone, C. (1984). Classification and regression trees. Wadsworth.' },
    { text: 'Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical Association 53, 789–798.' },
  ],
}

export default analysis
