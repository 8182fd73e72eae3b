/** Sections of the pack that rest on runs. */
export type AnalysisSection = 'data' | 'reperformance' | 'discrimination' | 'calibration' | 'drift' | 'subpopulations' | 'fairness' | 'robustness' | 'comparison' | 'explanation'

const rules: readonly (readonly [RegExp, AnalysisSection])[] = [
  [/^data\./, 'data'],
  [/re-?performance|replication/, 'reperformance'],
  [/calibration/, 'calibration'],
  [/impact-ratio|fairness|ll144|selection-rate|parity|equal-opportunity|equalised|proxy|four-fifths/, 'fairness'],
  [/^performance\./, 'discrimination'],
  [/^drift\./, 'drift'],
  [/^subpopulations\./, 'subpopulations'],
  [/^stability\./, 'robustness'],
  [/^comparison\./, 'comparison'],
  [/^explanation\./, 'explanation'],
]

/** The section an analysis is printed in, by its id; an analysis of an unknown group goes with robustness. */
export function sectionOfAnalysis(id: string): AnalysisSection {
  return rules.find(([pattern]) => pattern.test(id))?.[1] ?? 'robustness'
}
