import type { Finding } from '../../../shared/review/state'
import { severityOrder } from '../../ui/words'

export type SortKey = 'id' | 'severity' | 'status' | 'title' | 'owner' | 'due'
export type Filter = 'all' | 'undecided' | 'open' | 'closed' | 'dismissed'

const statusOrder: readonly Finding['status'][] = ['proposed', 'confirmed', 'in-progress', 'retest', 'closed', 'dismissed']

const inFilter: Readonly<Record<Filter, (finding: Finding) => boolean>> = {
  all: () => true,
  undecided: ({ status }) => status === 'proposed',
  open: ({ status }) => status === 'confirmed' || status === 'in-progress' || status === 'retest',
  closed: ({ status }) => status === 'closed',
  dismissed: ({ status }) => status === 'dismissed',
}

/** How many findings each filter leaves. */
export function filterCounts(findings: readonly Finding[]): Readonly<Record<Filter, number>> {
  const count = (filter: Filter): number => findings.filter(inFilter[filter]).length
  return { all: count('all'), undecided: count('undecided'), open: count('open'), closed: count('closed'), dismissed: count('dismissed') }
}

const sortValue: Readonly<Record<SortKey, (finding: Finding) => string | number>> = {
  id: ({ id }) => id,
  severity: ({ severity }) => severityOrder.indexOf(severity),
  status: ({ status }) => statusOrder.indexOf(status),
  title: ({ title }) => title.toLowerCase(),
  // Those without an owner or a date come last whichever way it is sorted by name.
  owner: ({ owner }) => (owner === '' ? '\uffff' : owner.toLowerCase()),
  due: ({ due }) => (due === '' ? '\uffff' : due),
}

/** The rows of the ledger: filtered, searched in all their words, sorted; ties stay in order of id. */
export function ledgerRows(findings: readonly Finding[], filter: Filter, search: string, sort: { readonly key: SortKey; readonly descending: boolean }): readonly Finding[] {
  const wanted = search.trim().toLowerCase()
  const has = ({ id, title, condition, criterion, consequence, recommendation, owner, origin }: Finding): boolean =>
    wanted === '' || [id, title, condition, criterion, consequence, recommendation, owner, origin].some((text) => text.toLowerCase().includes(wanted))
  const value = sortValue[sort.key]
  return findings.filter((finding) => inFilter[filter](finding) && has(finding)).sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    const order = x < y ? -1 : x > y ? 1 : 0
    return order === 0 ? (a.id < b.id ? -1 : 1) : sort.descending ? -order : order
  })
}
