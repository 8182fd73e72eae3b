import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult, NamedValue } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { datasetKey, labelOf, referenceDataset } from '../common/datasets'
import { columnQualities, domainsOf } from './quality/column-quality'
import { figuresOf, findingsOf, headlineOf, issuesOf, issueWords, sectionOf, valueIdOf } from './quality/report'
import type { DatasetQuality, Detail } from './quality/report'

const params = z.strictObject({
  missing: z.number().min(0).max(1).default(0.2).meta({ title: 'Missing cells, limit', description: 'A column with a larger share of missing rows is proposed as a finding.' }),
  outside: z.number().min(0).max(1).default(0.01).meta({ title: 'Outside the reference, limit', description: 'A larger share of rows beyond the smallest and largest value, or with levels, that the reference does not have is proposed as a finding.' }),
  rejected: z.number().min(0).max(1).default(0.001).meta({ title: 'Rejected cells, limit', description: 'A column with a larger share of cells that did not parse is proposed as a finding.' }),
})
type Params = z.infer<typeof params>

/** Columns under review: all of the data but those to be ignored. Identifiers have no domain and are looked at for damage only. */
function columnsOf(input: AnalysisInput): readonly string[] {
  return [...new Set(input.datasets.flatMap(({ table }) => table.columns.map(({ name }) => name)))].filter((name) => !rolesOf(input, name).includes('ignore')).sort()
}

const rolesOf = (input: AnalysisInput, name: string): readonly string[] => (Object.hasOwn(input.roles, name) ? input.roles[name]! : [])

function classesOf(input: AnalysisInput, { outcome }: AnalysisDataset): DatasetQuality['classes'] {
  if (outcome === null || input.task === 'regression') return []
  const labels = input.task === 'binary' ? ['no event', 'event'] : input.classes
  return labels.map((label, code) => ({ label, count: outcome.reduce((sum, value) => sum + (value === code ? 1 : 0), 0) }))
}

function counted(input: AnalysisInput, limits: Params, context: AnalysisContext): AnalysisResult {
  const names = columnsOf(input)
  const reference = referenceDataset(input) ?? input.datasets[0]!
  const bounded = names.filter((name) => !rolesOf(input, name).some((role) => role === 'id' || role === 'date' || role === 'weight' || role === 'outcome' || role === 'prediction'))
  const domains = domainsOf(reference, bounded, context)
  const datasets = input.datasets.map((dataset, index): DatasetQuality => {
    context.progress({ phase: 'Counting', done: index, total: input.datasets.length, unit: 'datasets' })
    return {
      key: datasetKey(input, dataset), label: labelOf(dataset), reference: dataset === reference, rows: dataset.table.rows, columns: columnQualities(dataset, names, domains, context),
      maturing: dataset.role === 'production' ? names.filter((name) => rolesOf(input, name).includes('outcome')) : [],
      labelled: dataset.outcome === null ? null : dataset.outcome.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0), classes: classesOf(input, dataset),
    }
  })
  const lostZeros = names.filter((name) => {
    const found = datasets.flatMap(({ columns }) => columns.filter(({ column }) => column === name))
    return found.some(({ leadingZeros }) => leadingZeros) && found.some(({ numeric, missing, rows }) => numeric && missing < rows)
  })
  const detail: Detail = { reference: labelOf(reference), datasets, lostZeros }
  const values: NamedValue[] = issuesOf(detail, limits).map((found) => ({ id: valueIdOf(found), label: `${found.column} in ${found.dataset.label}: ${issueWords[found.issue]}, share of rows`, value: found.share, n: found.dataset.rows }))
  for (const { key, label, rows, columns } of datasets) {
    values.push({ id: `cells/${key}/missing`, label: `Missing cells in ${label}`, value: columns.reduce((sum, { missing }) => sum + missing, 0), n: rows })
    values.push({ id: `cells/${key}/outside`, label: `Cells of ${label} outside the reference`, value: columns.reduce((sum, { outside }) => sum + outside, 0), n: rows })
    values.push({ id: `cells/${key}/outliers`, label: `Outliers of ${label} by the reference's fences`, value: columns.reduce((sum, { outliers }) => sum + outliers, 0), n: rows })
  }
  const rows = input.datasets.reduce((sum, { table }) => sum + table.rows, 0)
  return {
    headline: headlineOf(detail, limits), verdict: 'described', values, tests: [], detail: detail as unknown as Json, rowsUsed: rows, rowsTotal: rows, warnings: [],
    notTested: ['Whether values are true: only that they are plausible beside the reference.', 'Numbers that a spreadsheet rounded, or turned into other numbers, leave no trace.'],
  }
}

const detailOf = (result: AnalysisResult): Detail => result.detail as unknown as Detail

const analysis: Analysis<Params> = {
  id: 'data.quality', version: 1, group: 'data',
  title: 'Quality of the data',
  answers: 'Are the columns complete, undamaged and within the values of the development data?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [], columns: [], scores: 'none', minimumRows: 1, threshold: false },
  tests: false,
  params,
  compute: (input, limits, context) => Promise.resolve().then(() => counted(input, limits, context)),
  findings: (result, limits) => findingsOf(detailOf(result), limits),
  figures: (result) => figuresOf(detailOf(result), params.parse({})),
  section: (result, limits) => sectionOf(result, detailOf(result), limits),
  method: [
    'Every column that is not ignored is counted in every dataset, over all rows that the filters keep.',
    'Outside: a present number beyond the smallest or largest of the reference (development, else test, else the first dataset), or a level that the reference does not have. Identifiers, dates and weights have no such domain. A small reference has a narrow range, so rows outside are proposed only beyond the limit and where a sample of the same law would bring as many with a probability under 0.001 over all columns and datasets (numbers: beta-binomial; levels: Cantelli\'s bound).',
    'Outliers lie beyond the reference\'s quartiles by more than three interquartile ranges (Tukey\'s far fences, quartiles at rank floor(p·(n−1)) of the sorted present values); where the quartiles are equal there are none. They are described, never proposed.',
    'Damage by a spreadsheet: texts such as 20.Jul or Mar-26 (numbers taken for dates), texts such as 1.23E+11 (long numbers shortened), and codes that keep leading zeros in one dataset and are numbers in another.',
    'Personal data are hinted at by column names and by texts that look like mail addresses, telephone, social security or bank account numbers in at least half of the cells; a hint is no proof, and its absence none either.',
    'Missing cells are those that are blank, a declared code, rejected, NaN or infinite. No test is run; a share beyond its limit is proposed as a finding. Outcomes of production windows come later; that they are missing is counted and not proposed.',
  ],
  references: [
    { text: 'Tukey, J. W. (1977). Exploratory Data Analysis. Addison-Wesley.' },
    { text: 'Ziemann, M., Eren, Y. & El-Osta, A. (2016). Gene name errors are widespread in the scientific literature. Genome Biology 17, 177.', url: 'https://doi.org/10.1186/s13059-016-1044-7' },
  ],
}
export default analysis
