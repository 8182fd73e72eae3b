import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { datasetKey, labelOf, scoreOf } from '../common/datasets'
import { decidedDatasets, favourableDecisions } from '../common/decisions'
import { countOf } from '../common/format'
import type { GroupScheme } from '../common/groups'
import { schemesFor } from '../common/group-params'
import { weightsNote } from '../common/weights'
import { auditColumns } from './bias-audit/columns'
import { countCategories, crossCategories, measureFamily, medianOf } from './bias-audit/measure'
import { figures, headlineOf, section, valuesOf } from './bias-audit/report'
import type { AuditTable, Detail } from './bias-audit/report'

const params = z.strictObject({
  sex: z.string().default('').meta({ title: 'Sex column', description: 'Empty: the protected column whose name says sex or gender.' }),
  race: z.string().default('').meta({ title: 'Race or ethnicity column', description: 'Empty: the protected column whose name says race or ethnicity.' }),
  rates: z.enum(['both', 'selection', 'scoring']).default('both').meta({ title: 'Rates', description: 'Selection rate (needs the decision threshold), scoring rate (share scored above the median of the full sample), or both.' }),
  leaveOutSmall: z.boolean().default(false).meta({ title: 'Leave out categories under 2 %', description: 'Allowed by 6 RCNY 5-301(d); their number and rate are printed all the same. The rule\'s own examples keep them.' }),
})
type Params = z.infer<typeof params>

interface Categories {
  readonly family: AuditTable['family']
  readonly labels: readonly string[]
  readonly of: (dataset: AnalysisDataset) => Int32Array
}

/** Sex, race/ethnicity and both, as far as there are columns. */
function familiesOf(sex: GroupScheme | undefined, race: GroupScheme | undefined): readonly Categories[] {
  const single = (family: AuditTable['family'], scheme: GroupScheme | undefined): readonly Categories[] => (scheme === undefined ? [] : [{ family, labels: scheme.labels, of: (dataset) => scheme.assign(dataset.table) }])
  return [
    ...single('sex', sex), ...single('race/ethnicity', race),
    ...(sex === undefined || race === undefined ? [] : [{
      family: 'intersectional' as const,
      labels: race.labels.flatMap((first) => sex.labels.map((second) => `${first}, ${second}`)),
      of: (dataset: AnalysisDataset) => crossCategories(race.assign(dataset.table), sex.assign(dataset.table), sex.labels.length),
    }]),
  ]
}

/** 1 above the median of the full sample, 0 not; where low scores are favourable, below it. -1 without a score. */
function aboveMedian(score: Float64Array, favourable: 'above' | 'below'): { readonly chosen: Int8Array; readonly median: number } {
  const median = medianOf(score)
  return { median, chosen: Int8Array.from(score, (value) => (!Number.isFinite(value) ? -1 : (favourable === 'above' ? value > median : value < median) ? 1 : 0)) }
}

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = decidedDatasets(input)
  const { sex, race } = auditColumns(input, given)
  const named = [sex, race].filter((name) => name !== null)
  const { schemes, notes, notTested } = schemesFor(input, named, judged, { bands: 4, cuts: {}, maxGroups: 200 })
  const schemeOf = (name: string | null): GroupScheme | undefined => schemes.find((scheme) => scheme.column === name)
  const families = familiesOf(schemeOf(sex), schemeOf(race))
  const { threshold, favourable } = input.decision
  const tables: AuditTable[] = []
  let used = 0
  for (const dataset of judged) {
    const score = scoreOf(dataset)!
    context.checkpoint()
    const scoring = aboveMedian(score, favourable)
    const kinds = [
      ...(threshold === null || given.rates === 'scoring' ? [] : [{ rate: 'selection' as const, chosen: favourableDecisions(score, input.decision, threshold), median: null }]),
      ...(given.rates === 'selection' ? [] : [{ rate: 'scoring' as const, ...scoring }]),
    ]
    used += scoring.chosen.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0)
    for (const { family, labels, of } of families) {
      context.checkpoint()
      const categories = of(dataset)
      for (const { rate, chosen, median } of kinds) {
        const { counts, unknown } = countCategories(chosen, categories, labels)
        tables.push({ key: `${rate}/${datasetKey(input, dataset)}/${family === 'race/ethnicity' ? 'race' : family}`, dataset: labelOf(dataset), family, rate, median, unknown, ...measureFamily(counts, given.leaveOutSmall) })
      }
    }
  }
  const detail: Detail = { threshold, favourable, leaveOutSmall: given.leaveOutSmall, sex, race, tables }
  return {
    headline: headlineOf(detail), verdict: 'described', values: valuesOf(detail), tests: [], detail: detail as unknown as Json,
    rowsUsed: used, rowsTotal: judged.reduce((total, dataset) => total + dataset.table.rows, 0),
    warnings: notes,
    notTested: [
      ...weightsNote(input), ...notTested,
      ...(sex === null ? ['Sex, and sex with race/ethnicity: no protected column is named as sex or gender.'] : []),
      ...(race === null ? ['Race/ethnicity, and sex with it: no protected column is named as race or ethnicity.'] : []),
      ...(threshold === null && given.rates !== 'scoring' ? ['Selection rates: no decision threshold is set.'] : []),
      ...tables.filter((table) => table.family !== 'intersectional' && table.unknown > 0 && table.rate === tables[0]!.rate).map((table) => `${table.family} in ${table.dataset}: ${countOf(table.unknown, 'assessed row')} of unknown category, outside the rates.`),
    ],
  }
}

function inapplicable(input: AnalysisInput, given: Params): string | null {
  if (decidedDatasets(input).length === 0) return 'No dataset has scores.'
  const { sex, race } = auditColumns(input, given)
  return sex === null && race === null ? 'No protected column is named as sex, gender, race or ethnicity, and its parameters name none.' : null
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.bias-audit',
  version: 1,
  group: 'subpopulations',
  title: 'Bias audit tables (NYC Local Law 144)',
  answers: 'What are the selection rates, scoring rates and impact ratios that the bias audit of New York City asks for?',
  needs: { tasks: ['binary', 'regression'], datasets: [['development', 'test', 'production']], columns: ['protected'], scores: 'scores', minimumRows: 1, threshold: false },
  tests: false,
  params,
  inapplicable,
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings: () => [],
  figures,
  section,
  method: [
    'New York City, Local Law 144 of 2021 and 6 RCNY 5-300 to 5-304, as of November 2026. The rule concerns automated employment decision tools; for any other model these tables are a description and no more. It has no pass mark, and none is applied.',
    'Selection rate = persons of a category moved forward / persons of the category assessed; moved forward is the favourable decision at the threshold. Scoring rate = share of a category scored strictly above the median of the full sample (all rows with a score, those of unknown category included; the mean of the two middle scores for an even number). Where low scores are favourable: strictly below it.',
    'Impact ratio = rate of a category / highest rate of its family, from unrounded rates. Families: sex; race/ethnicity; sex with race/ethnicity. Each has its own highest rate.',
    'Rows of unknown category are counted apart and are in no rate. Every row counts once: the rule speaks of persons, so weights are not applied.',
    'A category with less than 2 % of the rows of known category may be left out of the ratios (5-301(d)); then it is never the highest, and its number and rate are printed with the reason. By default all are kept, as in the rule\'s own examples.',
    'One row is one person. Data the employer did not produce, test data and their reasons (5-302), and the dates to be published (5-303) are for the reviewer to state.',
  ],
  references: [
    { text: 'New York City Department of Consumer and Worker Protection (2023). Notice of adoption, 6 RCNY 5-300 to 5-304.' },
    { text: 'New York City Administrative Code 20-870 to 20-874 (Local Law 144 of 2021).' },
  ],
}

export default analysis
