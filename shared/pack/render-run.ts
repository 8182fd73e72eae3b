import { analysisById } from '../analyses/registry'
import type { RunRecord } from '../contract/run-record'
import { inPrint } from './document/print-form'
import type { RenderedRun } from './document/types'

/** A run as its analysis presents it; a record of an analysis this version does not know is shown by its headline. */
export function renderRun(run: RunRecord): RenderedRun {
  const analysis = analysisById(run.analysis)
  if (analysis === undefined) {
    return { title: run.analysis, answers: '', blocks: [{ block: 'paragraph', text: run.result.headline }], figures: [], method: [], references: [] }
  }
  return {
    title: analysis.title,
    answers: analysis.answers,
    blocks: analysis.section(run.result, run.params),
    figures: analysis.figures(run.result),
    method: analysis.method,
    references: analysis.references,
  }
}

/** A run as the pages of the PDF show it, long tables cut; the web page inside the pack shows all of it. */
export function printRun(run: RunRecord): RenderedRun {
  return inPrint(renderRun(run), run)
}
