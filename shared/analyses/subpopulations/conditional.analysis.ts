import { z } from 'zod'
import type { Analysis, AnalysisContext, AnalysisInput, AnalysisResult } from '../../contract/analysis'
import type { Json } from '../../contract/json'
import { columnsWithRole, datasetKey, idPart, labelOf, scoreOf } from '../common/datasets'
import { decidedDatasets, favourableDecisions } from '../common/decisions'
import { countOf } from '../common/format'
import { groupFields, schemesFor } from '../common/group-params'
import { confirmatoryFamily, exploratoryFamily } from '../common/ledger'
import type { RawTest } from '../common/ledger'
import { weightsNote } from '../common/weights'
import { crosstab, measureConditional } from './conditional/measure'
import { figures, findings, headlineOf, section, testId, valuesOf, verdictOf } from './conditional/report'
import type { Detail, Pairing } from './conditional/report'

const params = z.strictObject({
  ...groupFields,
  factors: z.array(z.string()).default([]).meta({ title: 'Legitimate factors', description: 'Columns within whose levels the groups are compared; every segment column where empty.' }),
})
type Params = z.infer<typeof params>

const segments = (input: AnalysisInput): readonly string[] => columnsWithRole(input, 'segment').filter((name) => !input.roles[name]!.includes('protected'))

function compute(input: AnalysisInput, given: Params, context: AnalysisContext): AnalysisResult {
  const judged = decidedDatasets(input)
  const threshold = input.decision.threshold!
  const groups = schemesFor(input, columnsWithRole(input, 'protected'), judged, given)
  const factors = schemesFor(input, given.factors.length > 0 ? given.factors : segments(input), judged, given)
  const pairings: Pairing[] = []
  const notTested: string[] = [...weightsNote(input), ...groups.notTested, ...factors.notTested]
  let used = 0
  for (const dataset of judged) {
    const favourable = favourableDecisions(scoreOf(dataset)!, input.decision, threshold)
    used += favourable.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0)
    const levelsOf = factors.schemes.map((scheme) => scheme.assign(dataset.table))
    for (const scheme of groups.schemes) {
      const groupOf = scheme.assign(dataset.table)
      factors.schemes.forEach((factor, index) => {
        if (factor.column === scheme.column) return
        context.checkpoint()
        const counts = crosstab(favourable, groupOf, levelsOf[index]!, scheme.labels.length, factor.labels.length)
        const measured = measureConditional(counts, scheme.labels, factor.labels)
        const n = counts.n.flat().reduce((sum, count) => sum + count, 0)
        const where = `${scheme.column} given ${factor.column} in ${labelOf(dataset)}`
        for (const label of scheme.labels) if (label !== measured.reference && !measured.rows.some((row) => row.group === label)) notTested.push(`${where}: no level holds both ${label} and ${measured.reference} with both decisions.`)
        const unknown = favourable.reduce((count, value, row) => count + (value >= 0 && (groupOf[row]! < 0 || levelsOf[index]![row]! < 0) ? 1 : 0), 0)
        if (unknown > 0) notTested.push(`${where}: ${countOf(unknown, 'row')} of unknown group or level are left out.`)
        pairings.push({ key: `${datasetKey(input, dataset)}/${idPart(scheme.column)}/${idPart(factor.column)}`, dataset: labelOf(dataset), column: scheme.column, factor: factor.column, n, ...measured })
      })
    }
  }
  const raw = pairings.flatMap((pairing) => pairing.rows.map((row): RawTest => ({
    id: testId(pairing, row.group), label: `Favourable decision of ${pairing.column} = ${row.group} and ${pairing.reference} alike within levels of ${pairing.factor}, ${pairing.dataset}`,
    test: 'Cochran–Mantel–Haenszel', p: row.p, n: row.n + row.referenceN,
  })))
  const spread = pairings.flatMap((pairing) => pairing.rows.flatMap((row): readonly RawTest[] => (row.heterogeneity === null ? [] : [{
    id: `one-odds-ratio/${pairing.key}/${idPart(row.group)}`, label: `One odds ratio of ${pairing.column} = ${row.group} against ${pairing.reference} in all levels of ${pairing.factor}, ${pairing.dataset}`,
    test: `Breslow–Day–Tarone, ${String(row.heterogeneity.df)} df`, p: row.heterogeneity.p, n: row.n + row.referenceN,
  }])))
  const tests = [...confirmatoryFamily('subpopulations.conditional', raw), ...exploratoryFamily('subpopulations.conditional.heterogeneity', spread)]
  const adjusted = new Map(tests.map((test) => [test.id, test.pAdjusted]))
  const detail: Detail = {
    alpha: context.alpha, threshold, favourable: input.decision.favourable,
    pairings: pairings.map((pairing) => ({ ...pairing, rows: pairing.rows.map((row) => ({ ...row, pAdjusted: adjusted.get(testId(pairing, row.group))!, heterogeneityAdjusted: adjusted.get(`one-odds-ratio/${pairing.key}/${idPart(row.group)}`) ?? null })) })),
  }
  return {
    headline: headlineOf(detail), verdict: verdictOf(detail), values: valuesOf(detail), tests, detail: detail as unknown as Json,
    rowsUsed: used, rowsTotal: judged.reduce((sum, dataset) => sum + dataset.table.rows, 0),
    warnings: [...groups.notes, ...factors.notes.filter((note) => !groups.notes.includes(note))], notTested,
  }
}

const analysis: Analysis<Params> = {
  id: 'subpopulations.conditional',
  version: 1,
  group: 'subpopulations',
  title: 'Decisions compared within a legitimate factor',
  answers: 'Do protected groups receive the favourable decision at different rates even among cases that are alike in a factor that may legitimately matter?',
  needs: { tasks: ['binary'], datasets: [['development', 'test', 'production']], columns: ['protected'], scores: 'scores', minimumRows: 60, threshold: true },
  tests: true,
  params,
  inapplicable: (input) => (decidedDatasets(input).length === 0 ? 'No dataset has scores.' : segments(input).length === 0 ? 'There is no segment column that could be the factor; groups are compared without one by the impact ratio.' : null),
  compute: (input, given, context) => Promise.resolve().then(() => compute(input, given, context)),
  findings,
  figures,
  section,
  method: [
    'The favourable decision is a score at or above the threshold, or below it, as the review says; all rows of every test dataset with a score are used (without one: production, else development). Every group of a protected column is compared with its largest group, within each level of each factor: the segment columns, or those the plan names. Numeric factors are cut into bands.',
    'Common risk ratio: Mantel–Haenszel, Σ a·n₂/n over Σ c·n₁/n, with the interval of Greenland and Robins, where a group has no unfavourable decision at least the test-based one; common odds ratio: Σ a·d/n over Σ b·c/n, with the interval of Robins, Breslow and Greenland. Beside them the crude ratio of rates over the same rows (Koopman).',
    'Cochran–Mantel–Haenszel tests that the decision does not depend on the group within levels, without continuity correction; Holm over every group, factor and dataset. Levels in which one of the groups or one of the decisions is absent carry nothing.',
    'Breslow and Day\'s test with Tarone\'s correction asks whether one odds ratio holds in all levels; exploratory, Benjamini–Hochberg. Where it does not, the common ratio is an average of different effects: read the levels.',
    'A finding is proposed when the adjusted p is under the error budget and the common risk ratio lies under 0.80 (or over 1.25, when the other group is the one that fares worse). Whether a factor is legitimate is a judgement that no test can make: a factor that is itself shaped by the group hides a difference instead of explaining it.',
  ],
  references: [
    { text: 'Mantel, N., Haenszel, W. (1959). Statistical aspects of the analysis of data from retrospective studies of disease. Journal of the National Cancer Institute 22, 719–748.' },
    { text: 'Robins, J., Breslow, N., Greenland, S. (1986). Estimators of the Mantel–Haenszel variance consistent in both sparse data and large-strata limiting models. Biometrics 42, 311–323.' },
    { text: 'Greenland, S., Robins, J. (1985). Estimation of a common effect parameter from sparse follow-up data. Biometrics 41, 55–68.' },
    { text: 'Miettinen, O. (1976). Estimability and estimation in case-referent studies. American Journal of Epidemiology 103, 226–235.' },
    { text: 'Tarone, R. E. (1985). On heterogeneity tests based on efficient scores. Biometrika 72, 91–95.' },
  ],
}

export default analysis
