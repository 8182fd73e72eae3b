import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { threeWayVerdict } from '../../stats/equivalence'
import { classOf, classOrigin } from '../common/classes'
import { columnsWithRole, datasetKey, findColumn, idPart, labelOf, referenceDataset, scoreOf, scoreOrigin } from '../common/datasets'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily } from '../common/ledger'
import { comparedWindows } from '../common/windows'
import { weightsNote } from '../common/weights'
import { binned, columnWithin, countsByGroup, risingOf, scoreWithin } from './by-segment/measure'
import type { Within } from './by-segment/measure'
import { figures, findings, headlineOf, section, valuesOf, verdictOf } from './by-segment/report'
import type { Cell, Detail } from './by-segment/report'

const params = z.strictObject({
  ksDelta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'KS distance that matters', description: 'For the score within a group.' }),
  vDelta: z.number().gt(0).lt(1).default(0.1).meta({ title: 'Cramér\'s V that matters', description: 'For a column within a group.' }),
  ...groupFields,
})
type Params = z.infer<typeof params>

type Raw = Pick<Cell, 'key' | 'segment' | 'group' | 'column' | 'window'> & Within

const scoreName = 'model score'
const className = 'predicted class'

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const reference = referenceDataset(input)!
  const windows = comparedWindows(input, reference)
  const checkpoint = (): void => context.checkpoint()
  const { schemes, notTested } = schemesFor(input, columnsWithRole(input, 'segment', 'protected'), [reference, ...windows], given)
  const lacking = [...notTested]
  const raw: Raw[] = []
  const groups = schemes.map((scheme) => {
    checkpoint()
    return { scheme, reference: scheme.assign(reference.table), windows: windows.map((window) => { checkpoint(); return scheme.assign(window.table) }) }
  })
  const place = (segment: string, group: string, column: string, window: string): Pick<Cell, 'key' | 'segment' | 'group' | 'column'> => ({ key: [segment, group, column, window].map(idPart).join('/'), segment, group, column })
  const several = input.task === 'multiclass'
  const scored = several ? [] : windows.filter((window) => scoreOf(reference) !== null && scoreOf(window) !== null && scoreOrigin(window) === scoreOrigin(reference))
  if (several) {
    const named = classOf(reference) === null ? [] : windows.filter((window) => classOf(window) !== null && classOrigin(window) === classOrigin(reference))
    if (named.length < windows.length) lacking.push(`${className}: ${String(windows.length - named.length)} of ${String(windows.length)} windows have no classes of the reference's origin.`)
    const codes = (dataset: AnalysisDataset): Int32Array => Int32Array.from(classOf(dataset)!, (code) => (Number.isNaN(code) ? -1 : code))
    for (const window of named) {
      checkpoint()
      const [own, current] = [codes(reference), codes(window)]
      for (const { scheme, reference: before, windows: after } of groups) {
        const [basis, counts] = [countsByGroup(own, before, scheme.labels.length, input.classes.length), countsByGroup(current, after[windows.indexOf(window)]!, scheme.labels.length, input.classes.length)]
        scheme.labels.forEach((label, index) => {
          const within = columnWithin(basis, counts, scheme.labels.length, input.classes.length, index, context.alpha)
          if (within !== null) raw.push({ ...place(scheme.column, label, className, datasetKey(input, window)), window: labelOf(window), ...within })
        })
      }
    }
  } else if (scored.length < windows.length) lacking.push(`${scoreName}: ${String(windows.length - scored.length)} of ${String(windows.length)} windows have no scores of the reference's origin.`)
  const basis = scored.length === 0 ? null : risingOf(reference, checkpoint)
  for (const window of scored) {
    const rising = risingOf(window, checkpoint)
    for (const { scheme, reference: before, windows: after } of groups) {
      scheme.labels.forEach((label, index) => {
        checkpoint()
        const within = scoreWithin(basis!, before, rising, after[windows.indexOf(window)]!, index, context.alpha)
        if (within !== null) raw.push({ ...place(scheme.column, label, scoreName, datasetKey(input, window)), window: labelOf(window), ...within })
      })
    }
  }
  const together = windows.length === 1 ? labelOf(windows[0]!) : 'all windows together'
  const features = columnsWithRole(input, 'feature')
  for (const [done, name] of features.entries()) {
    context.progress({ phase: 'Comparing columns within groups', done, total: features.length, unit: 'columns' })
    checkpoint()
    const bins = binned(reference.table, [reference.table, ...windows.map(({ table }) => table)], name)
    if (bins === null || bins.of[0] === null || bins.of.slice(1).every((bin) => bin === null)) {
      lacking.push(`${name}: ${findColumn(reference.table, name) === undefined ? 'the reference does not have the column' : 'it is free text, an identifier, or absent from every window'}.`)
      continue
    }
    for (const { scheme, reference: before, windows: after } of groups) {
      if (scheme.column === name) continue
      checkpoint()
      const own = countsByGroup(bins.of[0]!, before, scheme.labels.length, bins.count)
      const current = new Float64Array(own.length)
      bins.of.slice(1).forEach((bin, index) => {
        checkpoint()
        if (bin !== null) countsByGroup(bin, after[index]!, scheme.labels.length, bins.count).forEach((count, at) => (current[at]! += count))
      })
      scheme.labels.forEach((label, index) => {
        const within = columnWithin(own, current, scheme.labels.length, bins.count, index, context.alpha)
        if (within !== null) raw.push({ ...place(scheme.column, label, name, 'all'), window: together, ...within })
      })
    }
  }
  const tests = confirmatoryFamily('drift.by-segment', raw.map((cell) => ({ id: `within/${cell.key}`, label: `${cell.column} within ${cell.segment} ${cell.group} as in the reference, ${cell.window}`, test: cell.test, p: cell.p, n: cell.n + cell.nReference })))
  const cells = raw.map((cell, index): Cell => {
    const delta = cell.measure === 'KS' ? given.ksDelta : given.vDelta
    const { pAdjusted } = tests[index]!
    return { ...cell, delta, pAdjusted, verdict: threeWayVerdict({ estimate: cell.effect, low: cell.low, high: cell.high, delta, p: pAdjusted, alpha: context.alpha }) }
  })
  const detail: Detail = { reference: labelOf(reference), windows: windows.map(labelOf), alpha: context.alpha, score: scoreName, cells }
  const rows = reference.table.rows + windows.reduce((total, window) => total + window.table.rows, 0)
  return {
    headline: headlineOf(detail),
    verdict: verdictOf(cells, context.alpha),
    values: valuesOf(detail), tests, detail: detail as unknown as Json, rowsUsed: rows, rowsTotal: rows,
    warnings: [], notTested: [...lacking, ...weightsNote(input)],
  }
}

const analysis: Analysis<Params> = {
  id: 'drift.by-segment',
  version: 2,
  group: 'drift',
  title: 'Drift within segments',
  answers: 'Does the score or a feature drift within a group although the rest of the rows stays as it was?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], datasets: [['development', 'test'], ['production', 'test']], columns: ['segment', 'protected'], scores: 'none', minimumRows: 60, threshold: false },
  tests: true,
  params,
  inapplicable: (input) => (comparedWindows(input, referenceDataset(input)).length > 0 ? null : 'There is no production window and no test dataset to compare with the reference.'),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'Groups are the levels (or quantile bands) of every segment and protected column. Within each group every production window (without one: every test dataset) is compared with the reference (development, else test). Groups with fewer than 30 rows on a side are left out.',
    'Score: two-sample Kolmogorov–Smirnov test by group and window (of several classes the predicted class, by χ²). Features: χ² of the k×2 table of ten bins of the reference, or of its levels, by group, all windows together, with Cramér\'s V corrected for bias; rare bins are put together where expected counts are too small. Bins are made by size above the least value in steps of 1/16, so that no column is sorted.',
    'All comparisons are one family, adjusted by Holm. Beside each stands the same effect in all other rows.',
    'A group drifted alone when the drift within it is significant and larger than what matters, that of the other rows is not larger than what matters, and the interval within lies above the effect outside. One finding is proposed per group. What moves everywhere is found by the analysis of single columns.',
    'Verdict: "different" when a group drifted alone; "equivalent" when every comparison lies within what matters or moved together with the other rows; else "inconclusive".',
    'Missing cells are left out here; their share is compared by the analysis of single columns.',
  ],
  references: [
    { text: 'Bergsma, W. (2013). A bias-correction for Cramér\'s V and Tschuprow\'s T. Journal of the Korean Statistical Society 42, 323–328.' },
    { text: 'Schröer, G., Trenkler, D. (1995). Exact and randomization distributions of Kolmogorov–Smirnov tests. Computational Statistics & Data Analysis 20, 185–202.' },
    { text: 'Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65–70.' },
  ],
}

export default analysis
