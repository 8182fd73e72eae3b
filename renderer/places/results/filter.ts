import type { Analysis } from '../../../shared/contract/analysis'
import type { NotRun, RunRecord } from '../../../shared/contract/run-record'
import type { Finding } from '../../../shared/review/state'

/** Which results are listed: all, those of one verdict, or those that carry a finding. */
export type Shown = 'all' | 'findings' | 'different' | 'equivalent' | 'inconclusive' | 'described'

type Named = Pick<Analysis, 'title' | 'answers'>

/** Findings that came from a run, whatever was decided on them. */
export function findingsOf(run: RunRecord, findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((finding) => finding.origin.startsWith(`${run.analysis}/`) || finding.evidence.some(({ run: id }) => id === run.id))
}

/** True when the words stand in the title, the question, the headline or the name of the analysis. */
export function matchesRun(run: RunRecord, analysis: Named | undefined, findings: readonly Finding[], shown: Shown, search: string): boolean {
  if (shown === 'findings' ? findingsOf(run, findings).length === 0 : shown !== 'all' && run.result.verdict !== shown) return false
  return has(search, run.analysis, analysis?.title, analysis?.answers, run.result.headline)
}

/** What did not run has no verdict: only a search for it, or no filter at all, shows it. */
export function matchesNotRun(line: NotRun, analysis: Named | undefined, shown: Shown, search: string): boolean {
  return shown === 'all' && has(search, line.analysis, analysis?.title, line.reason)
}

function has(search: string, ...texts: readonly (string | undefined)[]): boolean {
  const wanted = search.trim().toLowerCase()
  return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted))
}
