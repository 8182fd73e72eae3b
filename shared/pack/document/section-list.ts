/** A section of the pack as a person chooses it and writes into it. */
export interface SectionEntry {
  readonly id: string
  readonly title: string
  /** What a reviewer should state there; empty where the section is computed and a note only adds to it. */
  readonly ask: string
  /** True where the pack may name it without printing it. */
  readonly optional: boolean
}

const required = (id: string, title: string, ask: string): SectionEntry => ({ id, title, ask, optional: false })
const optional = (id: string, title: string, ask: string): SectionEntry => ({ id, title, ask, optional: true })

/** The thirty sections in their order; the place in the list is the number that is printed. */
export const packSections: readonly SectionEntry[] = [
  required('opinion', 'Cover and opinion', ''),
  required('independence', 'Independence and competence', 'Reporting line, conflicts of interest, fees, qualifications.'),
  required('scope', 'Scope, exclusions, reliance', 'Evidence asked for and refused; reliance on the work of others.'),
  required('is-a-model', 'Is it a model?', 'Whether it is a model in the sense of the policy, and why.'),
  required('inventory', 'Inventory record', 'Users, platform, dependencies up and down, last validation, exceptions.'),
  required('purpose', 'Purpose, scope of use, prohibited use', 'Population, product, degree of automation, uses that are not allowed, fallback.'),
  required('tier', 'Materiality and tier', 'Exposure with amounts, complexity, and who approved an override.'),
  required('data', 'Data', 'Source and owner, lawful basis, sampling, label definition and delay, representativeness.'),
  required('soundness', 'Conceptual soundness', 'Theory, alternatives considered, reasons for the variables, assumptions and how each was tested.'),
  required('reperformance', 'Implementation: re-performance of recorded predictions', ''),
  required('discrimination', 'Outcomes: discrimination', ''),
  required('calibration', 'Outcomes: calibration', ''),
  required('drift', 'Stability over time and drift', ''),
  required('subpopulations', 'Performance in subpopulations', ''),
  optional('fairness', 'Fairness', 'Which attributes and groups matter for this use, and why others were not tested.'),
  required('robustness', 'Robustness and sensitivity', ''),
  optional('comparison', 'Benchmark, champion and challenger', ''),
  optional('explanation', 'Explanation and reasons', ''),
  optional('overrides', 'Overrides and adjustments', 'Number, direction and results of overrides; every adjustment with its expiry.'),
  optional('vendor', 'Third-party and vendor gaps', 'Documents asked for and received, tests put in their place, change notices, exit.'),
  required('findings', 'Findings', ''),
  required('limitations', 'Limitations and conditions of use', 'Cause, whom it affects, direction of the error, control, expiry.'),
  required('monitoring', 'Monitoring plan', 'Metric, frequency, limits, owner, and what happens at each limit.'),
  required('challenge', 'Effective challenge', 'What was challenged, and what came of it.'),
  required('risks', 'Risk register', 'Hazard, cause, persons affected, inherent and residual risk, control, owner.'),
  required('changes', 'Changes since the last review', 'What changed in the model, its data and its use since then.'),
  required('signoff', 'Responsible persons and sign-off', ''),
  required('reproducibility', 'Reproducibility', ''),
  required('rules', 'Standards and rule packs applied', 'Internal policies and standards that apply beside the rule packs.'),
  required('glossary', 'Methods and glossary', ''),
]

/** The printed number of a section. */
export function sectionNumber(id: string): string {
  return String(packSections.findIndex((entry) => entry.id === id) + 1)
}

/** Those of `ids` that may be left out, in the order of the pack: an id that is required or unknown leaves nothing out. */
export function leftOutSections(ids: readonly string[]): readonly SectionEntry[] {
  return packSections.filter((entry) => entry.optional && ids.includes(entry.id))
}
