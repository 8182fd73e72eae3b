import type { ReviewState } from '../../../shared/review/state'
import type { Place } from '../../session/types'
import { counted } from '../../ui/format'

export interface Step {
  readonly place: Place
  readonly title: string
  readonly state: 'done' | 'open' | 'attention'
  /** What is there, or what is left, in a few words. */
  readonly detail: string
}

/** What is done and what is left, in the order of the work. */
export function stepsOf(review: ReviewState, stale: boolean): readonly Step[] {
  return [inputs(review), roles(review), run(review, stale), findings(review), governance(review), opinion(review), signatures(review)]
}

function inputs({ model, datasets }: ReviewState): Step {
  const parts = [model === null ? 'no artifact' : model.name, counted(datasets.length, 'dataset')]
  return { place: 'inputs', title: 'Artifact and data', state: datasets.length === 0 ? 'open' : model === null ? 'attention' : 'done', detail: parts.join(', ') }
}

function roles({ datasets, rolesGuessed, roles: held }: ReviewState): Step {
  const outcome = Object.entries(held).filter(([, column]) => column.includes('outcome')).map(([name]) => name)
  if (datasets.length === 0) return { place: 'inputs', title: 'Column roles', state: 'open', detail: 'after the data are in' }
  const detail = outcome.length === 0 ? 'no outcome column' : `outcome ${outcome.join(', ')}`
  return { place: 'inputs', title: 'Column roles', state: rolesGuessed ? 'attention' : 'done', detail: rolesGuessed ? `guessed, to be confirmed: ${detail}` : detail }
}

function run({ runs, notRun }: ReviewState, stale: boolean): Step {
  if (runs.length === 0) return { place: 'plan', title: 'Analyses', state: 'open', detail: 'not run yet' }
  const detail = `${counted(runs.length, 'analysis', 'analyses')} run${notRun.length === 0 ? '' : `, ${notRun.length} did not apply`}`
  return stale ? { place: 'plan', title: 'Analyses', state: 'attention', detail: `${detail}; computed before the last change` } : { place: 'results', title: 'Analyses', state: 'done', detail }
}

function findings({ findings: all, runs }: ReviewState): Step {
  const proposed = all.filter((finding) => finding.status === 'proposed').length
  if (proposed > 0) return { place: 'findings', title: 'Findings decided', state: 'attention', detail: `${proposed} proposed, to be confirmed or dismissed` }
  return { place: 'findings', title: 'Findings decided', state: runs.length === 0 ? 'open' : 'done', detail: all.length === 0 ? 'none so far' : counted(all.length, 'finding') }
}

function governance({ governance: said }: ReviewState): Step {
  const missing = [said.tier === 'unrated' ? 'tier' : '', said.reviewer === '' ? 'reviewer' : '', said.independence === '' ? 'independence' : ''].filter((part) => part !== '')
  return { place: 'governance', title: 'Governance', state: missing.length === 0 ? 'done' : 'open', detail: missing.length === 0 ? `tier ${said.tier}, reviewer ${said.reviewer}` : `missing: ${missing.join(', ')}` }
}

function opinion({ opinion: { verdict } }: ReviewState): Step {
  return { place: 'pack', title: 'Opinion', state: verdict === 'none' ? 'open' : 'done', detail: verdict === 'none' ? 'not given yet' : verdict.replaceAll('-', ' ') }
}

function signatures({ signatures: made }: ReviewState): Step {
  return { place: 'pack', title: 'Signed pack', state: made.length === 0 ? 'open' : 'done', detail: made.length === 0 ? 'not exported yet' : counted(made.length, 'signature') }
}
