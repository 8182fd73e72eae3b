import { assertNever } from '../../shared/contract/errors'
import type { ReviewEdit } from '../../shared/review/edits'
import { endWords } from '../../shared/review/external-run'
import type { LogChange } from '../../shared/review/log'

/** What a line of the log says happened, as a person reads it. */
export function logWords(what: LogChange): string {
  switch (what.change) {
    case 'created': return `Review created: ${what.title}`
    case 'edited': return editWords(what.edit)
    case 'undone': return `Line ${what.target} undone`
    case 'redone': return `Line ${what.target} done again`
    default: return assertNever(what)
  }
}

const keys = (patch: object): string => Object.keys(patch).map((key) => key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()).join(', ')

function editWords(edit: ReviewEdit): string {
  switch (edit.edit) {
    case 'title.changed': return `Title: ${edit.title}`
    case 'model.set': return edit.model === null ? 'Artifact removed' : `Artifact added: ${edit.model.name}`
    case 'dataset.set': return `Dataset read: ${edit.dataset.summary.name}`
    case 'dataset.changed': return `Dataset ${edit.id}: ${keys(edit.patch)} changed`
    case 'dataset.removed': return `Dataset ${edit.id} removed`
    case 'roles.guessed': return 'Column roles guessed'
    case 'roles.changed': return `Roles of ${edit.columns.length > 3 ? `${edit.columns.length} columns` : edit.columns.join(', ')}: ${edit.roles.join(', ') || 'none'}`
    case 'roles.confirmed': return 'Column roles confirmed'
    case 'setup.changed': return `Settings: ${keys(edit.patch)} changed`
    case 'plan.changed': return `Plan: ${edit.analysis} ${edit.enabled ? 'set' : 'switched off'}`
    case 'runs.recorded': return `Plan run: ${edit.runs.length} recorded, ${edit.notRun.length} did not apply`
    case 'finding.raised': return `Finding ${edit.finding.id} raised`
    case 'findings.changed': return `Finding ${edit.ids.join(', ')}: ${edit.patch.status === undefined ? `${keys(edit.patch)} changed` : edit.patch.status}`
    case 'governance.changed': return `Governance: ${keys(edit.patch)} changed`
    case 'opinion.changed': return `Opinion: ${edit.opinion.verdict.replaceAll('-', ' ')}`
    case 'note.changed': return `Note on ${edit.key} changed`
    case 'rule-packs.chosen': return `Rule packs: ${edit.ids.join(', ') || 'the neutral one'}`
    case 'sections.left-out': return `Sections left out of the pack: ${edit.ids.join(', ') || 'none'}`
    case 'model.compared': return edit.model === null ? 'No version to compare with' : `Artifact compared with ${edit.model.name}`
    case 'earlier.set': return edit.earlier === null ? 'No earlier pack' : `Follows on pack ${edit.earlier.packId}`
    case 'external.ran': return `Command run outside the sandbox on ${edit.run.dataset.name}: ${edit.run.program}, ${endWords(edit.run)}`
    case 'pack.signed': return `Pack signed by ${edit.signature.name} as ${edit.signature.role}`
    default: return assertNever(edit)
  }
}
