import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { normalQuantile } from '../../stats/special'
import { columnsWithRole, idPart, labelOf, referenceDataset } from '../common/datasets'
import { countOf, formatPercent, listWords } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { keepOrdered, orderedRows } from '../common/ordered-rows'
import type { OrderedRows } from '../common/ordered-rows'
import { weightsNote } from '../common/weights'
import { separate } from '../drift/domain-classifier/measure'
import { dealSide } from '../drift/domain-classifier/sides'
import type { Side } from '../drift/domain-classifier/sides'
import { associationsOf } from './proxies/single'
import type { Association } from './proxies/single'
import { figures, findings, headlineOf, section, valuesOf, verdictOf } from './proxies/report'
import type { Detail, Joint, ProtectedColumn } from './proxies/report'

const params = z.strictObject({
  ...groupFields,
  strengthLimit: z.number().gt(0).lt(1).default(0.8).meta({ title: 'Strength that stands for the attribute', description: 'A feature is pointed out when the lower end of its strength lies above this.' }),
  jointLimit: z.number().gt(0.5).lt(1).default(0.95).meta({ title: 'Joint AUC that stands for the attribute', description: 'A group is pointed out when the lower end of the AUC of all features together lies above this.' }),
  jointGroups: z.number().int().min(2).max(200).default(12).meta({ title: 'Groups told by all features together', description: 'The largest of a column; the others are listed as not tested. Each takes a discriminant of its own.' }),
})
type Params = z.infer<typeof params>

/** A group with fewer rows is not predicted. */
const leastRows = 30

interface Measured {
  readonly column: string
  readonly labels: readonly string[]
  readonly n: number
  readonly unknown: number
  readonly singles: readonly Association[]
  readonly joint: readonly Omit<Joint, 'pAdjusted'>[]
  readonly ownFeature: boolean
  readonly leftOut: readonly string[]
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const dataset = referenceDataset(input)!
  const checkpoint = (): void => context.checkpoint()
  const names = columnsWithRole(input, 'protected')
  const features = columnsWithRole(input, 'feature')
  const { schemes, notes, notTested } = schemesFor(input, names, [dataset], given)
  checkpoint()
  const rows = orderedRows({ ...dataset, score: null, recorded: null, outcome: null }, [...new Set([...features, ...names])], null, context.rng, checkpoint)
  const comparisons = schemes.reduce((total, scheme) => total + features.length + scheme.labels.length, 1)
  const decide = 1 - (2 * context.alpha) / comparisons
  const columns = schemes.map((scheme, index): Measured => {
    context.progress({ phase: 'Looking for proxies', done: index, total: schemes.length, unit: 'protected columns' })
    const groups = scheme.assign(rows.table)
    const others = features.filter((feature) => feature !== scheme.column)
    const singles = others.flatMap((feature) => {
      const column = rows.table.columns.find((each) => each.name === feature)
      return column === undefined ? [] : associationsOf(column, groups, scheme.labels.length, { level: 0.95, decide }, context.rng.fork(`${scheme.column}/${feature}`), checkpoint)
    }).sort((a, b) => b.strength - a.strength || (a.feature < b.feature ? -1 : 1))
    const determined = singles.filter((single) => single.determines).map((single) => single.feature)
    const known = keepOrdered(rows, (row) => groups[row]! >= 0)
    const { joint, leftOut } = jointly(known, scheme.assign(known.table), scheme.labels, others.filter((feature) => !determined.includes(feature)), { decide, most: given.jointGroups }, context, scheme.column)
    return { column: scheme.column, labels: scheme.labels, n: known.table.rows, unknown: rows.table.rows - known.table.rows, singles, joint, ownFeature: features.includes(scheme.column), leftOut }
  })
  const jointTests = confirmatoryFamily('subpopulations.proxies', columns.flatMap((column) => column.joint.map((each): RawTest => ({ id: jointId(column.column, each.group), label: `All other features together have nothing to do with ${column.column} = ${each.group}`, test: 'Hotelling\'s T², F', p: each.p, n: column.n }))))
  const singleTests = exploratoryFamily('subpopulations.proxies.single', columns.flatMap((column) => column.singles.map((single): RawTest => ({ id: singleId(column.column, single.feature), label: `${single.feature} alike in all groups of ${column.column}`, test: single.test, p: single.p, n: single.n }))))
  const tests = [...jointTests, ...singleTests]
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    dataset: labelOf(dataset), alpha: context.alpha, strengthLimit: given.strengthLimit, jointLimit: given.jointLimit,
    columns: columns.map((column): ProtectedColumn => ({
      column: column.column, n: column.n, unknown: column.unknown, ownFeature: column.ownFeature,
      singles: column.singles.map((single) => ({ ...single, pBh: adjusted.get(singleId(column.column, single.feature))! })),
      joint: column.joint.map((each) => ({ ...each, pAdjusted: adjusted.get(jointId(column.column, each.group))! })),
    })),
  }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail), values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: Math.max(0, ...columns.map((column) => column.n)), rowsTotal: dataset.table.rows,
    warnings: [...notes, ...columns.flatMap((column) => directUse(column))],
    notTested: [
      ...weightsNote(input, 'association is measured on rows'), ...notTested, ...new Set(columns.flatMap((column) => column.leftOut)),
      ...columns.filter((column) => column.unknown > 0).map((column) => `${column.column}: ${countOf(column.unknown, 'row')} of unknown group (${formatPercent(column.unknown / rows.table.rows)}) are left out.`),
    ],
  }
}

const jointId = (column: string, group: string): string => `joint/${idPart(column)}/${idPart(group)}`
const singleId = (column: string, feature: string): string => `single/${idPart(column)}/${idPart(feature)}`

/** What the model is given outright is no proxy, but must be said. */
function directUse({ column, ownFeature, singles }: Measured): readonly string[] {
  const exact = singles.filter((single) => single.determines).map((single) => single.feature)
  return [
    ...(ownFeature ? [`${column} is itself a feature: the model is given the attribute outright.`] : []),
    ...(exact.length > 0 ? [`${listWords(exact)} ${exact.length === 1 ? 'gives' : 'give'} ${column} away in every row; the attribute itself rather than a proxy, and left out of the joint prediction.`] : []),
  ]
}

/** Each group against the others by all features together; with two groups one of them says it all. */
function jointly(known: OrderedRows, groups: Int32Array, labels: readonly string[], features: readonly string[], { decide, most }: { readonly decide: number; readonly most: number }, context: AnalysisContext, column: string): { readonly joint: readonly Omit<Joint, 'pAdjusted'>[]; readonly leftOut: readonly string[] } {
  const counts = labels.map((_, group) => groups.reduce((count, each) => count + (each === group ? 1 : 0), 0))
  const held = labels.flatMap((label, group) => (counts[group]! > 0 ? [{ label, group, n: counts[group]! }] : []))
  const largest = new Set([...held].sort((a, b) => b.n - a.n || a.group - b.group).slice(0, most))
  const asked = held.length === 2 ? [held[1]!] : held.filter((each) => largest.has(each))
  const joint: Omit<Joint, 'pAdjusted'>[] = []
  const leftOut: string[] = held.length <= most ? [] : [`${column}: ${countOf(held.length - most, 'group')} beyond the ${String(most)} largest ${held.length - most === 1 ? 'was' : 'were'} not told by all features together.`]
  for (const { label, group, n } of asked) {
    context.checkpoint()
    const others = known.table.rows - n
    const rng = context.rng.fork(`${column}/${label}`)
    const side = (name: string, keep: (row: number) => boolean): Side => {
      const { table } = keepOrdered(known, keep)
      return dealSide([table], [Uint32Array.from({ length: table.rows }, (_, row) => row)], rng.fork(name), features.length, () => context.checkpoint())
    }
    const separation = Math.min(n, others) < leastRows ? null : separate(side('others', (row) => groups[row] !== group), side('group', (row) => groups[row] === group), features, { pairs: false, level: 0.95 }, () => context.checkpoint())
    if (separation === null) leftOut.push(`${column} = ${label}: ${countOf(n, 'row')} against ${countOf(others, 'other')}, too few for ${countOf(features.length, 'feature')} together.`)
    else {
      const reach = -normalQuantile((1 - decide) / 2) * separation.se
      joint.push({ group: label, n, auc: separation.auc, low: separation.low, high: separation.high, decideLow: separation.auc - reach, f: separation.f, p: separation.p, carriers: separation.carriers.slice(0, 5).map(({ column: name, alone }) => ({ feature: name, alone })) })
    }
  }
  return { joint, leftOut }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.proxies',
  version: 1,
  group: 'subpopulations',
  title: 'Proxies for protected attributes',
  answers: 'How well do the features, one by one and together, give a protected attribute away?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test']], columns: ['protected'], scores: 'none', minimumRows: 60, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (columnsWithRole(input, 'feature').length === 0 ? 'No column has the role \'feature\'.' : columnsWithRole(input, 'protected').every((name) => columnsWithRole(input, 'feature').every((feature) => feature === name)) ? 'There is no feature beside the protected column.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'All rows of development (without one: test) whose group is known, for each protected column against every feature other than itself.',
    'A number: correlation ratio of its ranks over the groups, √(H/(n − 1)) with H of Kruskal and Wallis, which is also its test (χ², k − 1 df); with two groups the AUC of telling them apart, DeLong interval, turned to be at least one half. A category: Cramér\'s V of groups by levels, missing being a level; χ², or Monte Carlo where Cochran\'s rule is not met. Missing numbers are a feature of their own from ten on. Intervals of both strengths invert the noncentral χ² (Smithson); they are about right for weak associations and too wide for strong ones.',
    'Together: each group against all others by a linear discriminant of all features (numbers and their squares, levels, missingness), fitted on four fifths and tried on the fifth in turn; the mean of the five AUCs, with an interval widened for the rows that folds share. Its p is the F test of the discriminant on all rows (Hotelling\'s T²); Holm over groups and columns.',
    'A feature that gives the group away in every row is not a proxy but the attribute itself; it is named in a warning and left out of the joint prediction, and so is a protected column that is itself a feature.',
    'Verdict: "different" when the joint test is significant; no size of p says how much it matters, the AUC does. A finding is proposed when the lower end of a strength, or of the joint AUC, at the error budget shared over all comparisons (Bonferroni) lies above its limit. That a feature goes with a group does not show that the model uses it so.',
  ],
  references: [
    { text: 'Kruskal, W. H., Wallis, W. A. (1952). Use of ranks in one-criterion variance analysis. Journal of the American Statistical Association 47, 583–621.' },
    { text: 'Smithson, M. (2003). Confidence intervals. Sage.' },
    { text: 'Feldman, M., Friedler, S. A., Moeller, J., Scheidegger, C., Venkatasubramanian, S. (2015). Certifying and removing disparate impact. KDD.' },
  ],
}

export default analysis
