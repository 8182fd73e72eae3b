import type { PlanDataset } from '../contract/plan'

/** What a file name says about a dataset: its role, and the period of a production window. */
export function guessDataset(name: string): Pick<PlanDataset, 'role' | 'period'> {
  const stem = name.toLowerCase().replace(/\.[^.]+(\.gz)?$/, '')
  const month = /(?:^|[^0-9])((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])(?:[^0-9]|$)/.exec(stem)
  if (month !== null) return { role: 'production', period: `${month[1]}-${month[2]}` }
  if (/prod|current|live|monitor|window/.test(stem)) return { role: 'production', period: '' }
  if (/test|valid|holdout|oot|oos/.test(stem)) return { role: 'test', period: '' }
  return { role: 'development', period: '' }
}
