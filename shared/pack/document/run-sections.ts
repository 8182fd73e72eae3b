import type { Block } from '../../contract/figure'
import type { RunRecord } from '../../contract/run-record'
import { analysisById } from '../../analyses/registry'
import { countOf, formatCount, formatNumber } from '../../analyses/common/format'
import { sectionOfAnalysis, type AnalysisSection } from './analysis-sections'
import { facts, heading, list, paragraph } from './build-blocks'
import { noteOn, runsOf, section, type DocumentContext, type Draft } from './context'
import { mergeItems } from './merge-items'
import type { RenderedRun } from './types'
import { verdictWords } from './words'

const titles: Readonly<Record<AnalysisSection, { readonly title: string; readonly missing: string }>> = {
  data: { title: 'Data', missing: 'The quality of the data was not counted.' },
  reperformance: { title: 'Implementation: re-performance of recorded predictions', missing: 'The artifact’s own scores were not compared with recorded predictions.' },
  discrimination: { title: 'Outcomes: discrimination', missing: 'Performance was not measured.' },
  calibration: { title: 'Outcomes: calibration', missing: 'Calibration was not tested.' },
  drift: { title: 'Stability over time and drift', missing: 'Drift was not tested.' },
  subpopulations: { title: 'Performance in subpopulations', missing: 'Subpopulations were not tested.' },
  fairness: { title: 'Fairness', missing: 'Fairness was not tested.' },
  robustness: { title: 'Robustness and sensitivity', missing: 'Robustness was not tested.' },
  comparison: { title: 'Benchmark, champion and challenger', missing: 'No challenger or baseline was compared.' },
  explanation: { title: 'Explanation and reasons', missing: 'Drivers of the score were not analysed.' },
}

/** A section that rests on runs; without one it says why. */
export function runSection(context: DocumentContext, id: AnalysisSection): Draft {
  const runs = runsOf(context, id)
  const { missing } = titles[id]
  const title = id === 'discrimination' && context.review.task === 'regression' ? 'Outcomes: errors of predicted values' : titles[id].title
  const reasons = skippedBlocks(context, id)
  if (runs.length === 0) {
    const why = reasons.length === 0 ? 'This version holds no analysis for it, or it was switched off in the plan.' : ''
    return section(id, title, 'not-tested', `${missing} ${why}`.trim(), [...reasons, ...noteOn(context, id)])
  }
  return section(id, title, 'tested', `Rests on ${countOf(runs.length, 'run')}; parameters are in section 29, methods in section 30, every number in results.json.`, [
    ...runs.flatMap(({ run, rendered }) => runBlocks(run, rendered, context)), ...reasons, ...noteOn(context, id),
  ])
}

/** The analyses of a section that did not run, each with its reason. */
export function skippedBlocks(context: DocumentContext, id: AnalysisSection): readonly Block[] {
  const skipped = context.review.notRun.filter((entry) => sectionOfAnalysis(entry.analysis) === id)
  return skipped.length === 0 ? [] : [heading('Analyses that did not run', 3), list(mergeItems(skipped.map((entry) => `${analysisById(entry.analysis)?.title ?? entry.analysis}: ${entry.reason}`)))]
}

/** One run as it is printed: the question, the answer, figures and tables, and what it was computed from. */
export function runBlocks(run: RunRecord, rendered: RenderedRun, context: DocumentContext): readonly Block[] {
  const shown = new Set(rendered.blocks.flatMap((block) => (block.block === 'figure' ? [block.figure.id] : [])))
  const last = rendered.blocks.at(-1)
  // What was left out stands with verdict and run, in one list.
  const closing = last?.block === 'facts' ? last.items : []
  return [
    heading(rendered.title),
    ...(rendered.answers === '' ? [] : [paragraph(rendered.answers)]),
    ...(closing.length === 0 ? rendered.blocks : rendered.blocks.slice(0, -1)),
    ...rendered.figures.filter((figure) => !shown.has(figure.id)).map((figure): Block => ({ block: 'figure', figure })),
    facts([
      ...closing.map(({ label, value }) => [label, value] as const),
      ['Verdict', `${verdictWords[run.result.verdict]}; ${formatCount(run.result.rowsUsed)} of ${formatCount(run.result.rowsTotal)} rows used; ${run.result.tests.length === 0 ? 'no tests' : `${countOf(run.result.tests.length, 'test')} within an error budget of ${formatNumber(run.alpha)}`}`],
      ['Run', `${run.analysis}, version ${run.analysisVersion}, seed ${run.seed}, record ${run.id.slice(0, 16)}`],
    ]),
    ...noteOn(context, run.analysis),
  ]
}
