import type { Place } from '../session/types'

/** The places in the order of the work; the keys 1…9 follow it, and 0 is the last. */
export const places: readonly { readonly id: Place; readonly title: string; readonly key: string }[] = [
  { id: 'start', title: 'Start', key: '1' },
  { id: 'overview', title: 'Overview', key: '2' },
  { id: 'inputs', title: 'Inputs', key: '3' },
  { id: 'plan', title: 'Plan', key: '4' },
  { id: 'results', title: 'Results', key: '5' },
  { id: 'findings', title: 'Findings', key: '6' },
  { id: 'governance', title: 'Governance', key: '7' },
  { id: 'pack', title: 'Pack', key: '8' },
  { id: 'verify', title: 'Verify', key: '9' },
  { id: 'inventory', title: 'Inventory', key: '0' },
]
