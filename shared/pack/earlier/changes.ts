import { canonicalJson } from '../../contract/json'
import type { EarlierReview, FindingStatus, ReviewState } from '../../review/state'
import { settingsOf } from './earlier-review'

/** One thing that both packs state. */
export interface Change {
  readonly what: string
  readonly kind: 'same' | 'changed' | 'added' | 'removed'
  readonly was: string
  readonly is: string
}

/** A finding in one review or both; status null where it is not in that ledger. */
export interface FindingChange {
  readonly title: string
  readonly kind: 'new' | 'closed since' | 'open still' | 'reopened' | 'not found again' | 'dismissed since' | 'settled before'
  readonly was: FindingStatus | null
  readonly is: FindingStatus | null
}

export interface Changes {
  readonly facts: readonly Change[]
  readonly findings: readonly FindingChange[]
}

/** Model, features, data, settings, parameters and findings of two reviews, side by side in a fixed order. Pure. */
export function changesBetween(earlier: EarlierReview, review: ReviewState): Changes {
  const features = Object.entries(review.roles).filter(([, roles]) => roles.includes('feature')).map(([name]) => name)
  return {
    facts: [
      compare('Model name', earlier.model.name, review.governance.modelName),
      compare('Model version', earlier.model.version, review.governance.modelVersion),
      compare('Model file', earlier.model.file, review.model?.name ?? ''),
      compare('SHA-256 of the model file', earlier.model.sha256, review.model?.sha256 ?? ''),
      ...keyed('Feature', new Map(earlier.features.map((name) => [name, name])), new Map(features.map((name) => [name, name]))),
      ...keyed('Data', dataOf(earlier.datasets), dataOf(review.datasets.map(({ role, period, summary }) => ({ role, period, name: summary.name, sha256: summary.sha256, rows: summary.rows })))),
      ...keyed('Setting', new Map(Object.entries(earlier.settings)), new Map(Object.entries(settingsOf({ ...review, columns: review.roles })))),
      ...keyed('Parameters of', new Map(Object.entries(earlier.analyses)), new Map(review.runs.map((run) => [run.analysis, canonicalJson(run.params)]))),
    ],
    findings: findingChanges(earlier, review),
  }
}

function compare(what: string, was: string, is: string): Change {
  return { what, was, is, kind: was === is ? 'same' : was === '' ? 'added' : is === '' ? 'removed' : 'changed' }
}

function keyed(what: string, was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>): readonly Change[] {
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().map((key) => compare(`${what} ${key}`, was.get(key) ?? '', is.get(key) ?? ''))
}

/** A dataset is known again by what it is for; production windows by their period. */
function dataOf(datasets: EarlierReview['datasets']): ReadonlyMap<string, string> {
  const out = new Map<string, string>()
  for (const { role, period, name, sha256, rows } of datasets) {
    const slot = period === '' ? role : `${role} ${period}`
    const text = `${name}, ${rows} rows, SHA-256 ${sha256.slice(0, 16)}`
    out.set(slot, out.has(slot) ? `${out.get(slot)!}; ${text}` : text)
  }
  return out
}

const settled = (status: FindingStatus): boolean => status === 'closed' || status === 'dismissed'

function findingChanges(earlier: EarlierReview, review: ReviewState): readonly FindingChange[] {
  // A machine's finding has an origin that a re-run finds again; a person's is known by its title.
  const keyOf = ({ origin, title }: { readonly origin: string; readonly title: string }): string => (origin === '' ? `"${title}` : origin)
  const was = new Map(earlier.findings.map((finding) => [keyOf(finding), finding]))
  const now = review.findings.map((finding): FindingChange => {
    const before = was.get(keyOf(finding))
    was.delete(keyOf(finding))
    return { title: finding.title, was: before?.status ?? null, is: finding.status, kind: kindOf(before?.status ?? null, finding.status) }
  })
  return [...now, ...[...was.values()].map((finding): FindingChange => ({ title: finding.title, was: finding.status, is: null, kind: settled(finding.status) ? 'settled before' : 'not found again' }))]
}

function kindOf(was: FindingStatus | null, is: FindingStatus): FindingChange['kind'] {
  if (was === null) return 'new'
  if (settled(was)) return settled(is) ? 'settled before' : 'reopened'
  return is === 'closed' ? 'closed since' : is === 'dismissed' ? 'dismissed since' : 'open still'
}
