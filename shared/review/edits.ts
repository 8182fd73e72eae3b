import type { ColumnRole, ColumnRoles } from '../contract/analysis'
import type { ModelSummary } from '../contract/engine'
import { assertNever } from '../contract/errors'
import type { Json } from '../contract/json'
import type { NotRun, RunRecord } from '../contract/run-record'
import { proposedFindings } from './findings'
import type { DatasetInput, EarlierReview, ExternalRunNote, Finding, Governance, ReviewState, SignatureNote } from './state'

/** The settings that decide numbers, apart from the files themselves. */
export type SetupPatch = Partial<Pick<ReviewState, 'task' | 'positive' | 'decision' | 'mapping' | 'output' | 'recorded' | 'policy' | 'seed'>>
export type FindingPatch = Partial<Omit<Finding, 'id' | 'origin' | 'raisedAt'>>

/** Everything that can happen to a review. Edits are plain data: they are the journal and the log. */
export type ReviewEdit =
  | { readonly edit: 'title.changed'; readonly title: string }
  | { readonly edit: 'model.set'; readonly model: ModelSummary | null }
  | { readonly edit: 'model.compared'; readonly model: ModelSummary | null }
  | { readonly edit: 'dataset.set'; readonly dataset: DatasetInput }
  | { readonly edit: 'dataset.changed'; readonly id: string; readonly patch: Partial<Pick<DatasetInput, 'role' | 'period' | 'filter' | 'origin'>> }
  | { readonly edit: 'dataset.removed'; readonly id: string }
  | { readonly edit: 'roles.guessed'; readonly roles: ColumnRoles }
  | { readonly edit: 'roles.changed'; readonly columns: readonly string[]; readonly roles: readonly ColumnRole[] }
  | { readonly edit: 'roles.confirmed' }
  | { readonly edit: 'setup.changed'; readonly patch: SetupPatch }
  | { readonly edit: 'plan.changed'; readonly analysis: string; readonly enabled: boolean; readonly params: Readonly<Record<string, Json>> }
  | { readonly edit: 'runs.recorded'; readonly runs: readonly RunRecord[]; readonly notRun: readonly NotRun[]; readonly setupHash: string; readonly at: string }
  | { readonly edit: 'finding.raised'; readonly finding: Finding }
  | { readonly edit: 'findings.changed'; readonly ids: readonly string[]; readonly patch: FindingPatch }
  | { readonly edit: 'governance.changed'; readonly patch: Partial<Governance> }
  | { readonly edit: 'opinion.changed'; readonly opinion: ReviewState['opinion'] }
  | { readonly edit: 'note.changed'; readonly key: string; readonly text: string }
  | { readonly edit: 'rule-packs.chosen'; readonly ids: readonly string[] }
  | { readonly edit: 'sections.left-out'; readonly ids: readonly string[] }
  | { readonly edit: 'earlier.set'; readonly earlier: EarlierReview | null }
  | { readonly edit: 'external.ran'; readonly run: ExternalRunNote }
  | { readonly edit: 'pack.signed'; readonly signature: SignatureNote }

/** Runs, commands and signatures are facts that happened: they are superseded, never undone. */
export function isUndoable(edit: ReviewEdit): boolean {
  return edit.edit !== 'runs.recorded' && edit.edit !== 'external.ran' && edit.edit !== 'pack.signed'
}

/** The review after an edit. Pure; an edit of something that is gone changes nothing. */
export function applyEdit(state: ReviewState, edit: ReviewEdit): ReviewState {
  switch (edit.edit) {
    case 'title.changed': return { ...state, title: edit.title }
    case 'model.set': return { ...state, model: edit.model }
    case 'model.compared': return { ...state, modelBefore: edit.model }
    case 'dataset.set': return { ...state, datasets: withDataset(state.datasets, edit.dataset) }
    case 'dataset.changed': return { ...state, datasets: state.datasets.map((d) => (d.id === edit.id ? { ...d, ...edit.patch } : d)) }
    case 'dataset.removed': return { ...state, datasets: state.datasets.filter((d) => d.id !== edit.id) }
    case 'roles.guessed': return { ...state, roles: { ...edit.roles, ...(state.rolesGuessed ? {} : state.roles) } }
    case 'roles.changed': return { ...state, rolesGuessed: false, roles: { ...state.roles, ...Object.fromEntries(edit.columns.map((c) => [c, edit.roles])) } }
    case 'roles.confirmed': return { ...state, rolesGuessed: false }
    case 'setup.changed': return { ...state, ...edit.patch }
    case 'plan.changed': return { ...state, plan: { ...state.plan, [edit.analysis]: { enabled: edit.enabled, params: edit.params } } }
    case 'runs.recorded': return recordRuns(state, edit)
    case 'finding.raised': return { ...state, findings: [...state.findings, edit.finding] }
    case 'findings.changed': return { ...state, findings: state.findings.map((f) => (edit.ids.includes(f.id) ? { ...f, ...edit.patch } : f)) }
    case 'governance.changed': return { ...state, governance: { ...state.governance, ...edit.patch } }
    case 'opinion.changed': return { ...state, opinion: edit.opinion }
    case 'note.changed': return { ...state, notes: { ...state.notes, [edit.key]: edit.text } }
    case 'rule-packs.chosen': return { ...state, rulePacks: edit.ids }
    case 'sections.left-out': return { ...state, leftOut: edit.ids }
    case 'earlier.set': return { ...state, earlier: edit.earlier }
    case 'external.ran': return { ...state, externalRuns: [...state.externalRuns, edit.run] }
    case 'pack.signed': return { ...state, signatures: [...state.signatures, edit.signature] }
    default: return assertNever(edit)
  }
}

function withDataset(datasets: readonly DatasetInput[], dataset: DatasetInput): readonly DatasetInput[] {
  return datasets.some((d) => d.id === dataset.id)
    ? datasets.map((d) => (d.id === dataset.id ? dataset : d))
    : [...datasets, dataset]
}

function recordRuns(state: ReviewState, edit: Extract<ReviewEdit, { edit: 'runs.recorded' }>): ReviewState {
  const current = new Map(edit.runs.map((run) => [run.analysis, run.id]))
  const replaced = state.runs.filter((run) => current.get(run.analysis) !== run.id)
  return {
    ...state,
    runs: edit.runs,
    notRun: edit.notRun,
    ranWith: edit.setupHash,
    superseded: [...state.superseded, ...replaced.map((run) => ({ id: run.id, analysis: run.analysis, by: current.get(run.analysis) ?? '' }))],
    findings: proposedFindings(state.findings, edit.runs, edit.at),
  }
}
