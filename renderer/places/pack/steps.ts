import type { SignoffStep } from '../../session/types'

/** The usual chain: who validated, and who approves. */
export function firstSteps(reviewer: string): readonly SignoffStep[] {
  return [
    { field: 'signoff-1', role: 'Reviewer', name: reviewer },
    { field: 'signoff-2', role: 'Approver', name: '' },
  ]
}

/** One more role at the end; field names are never used twice. */
export function addStep(steps: readonly SignoffStep[]): readonly SignoffStep[] {
  const most = steps.reduce((best, { field }) => Math.max(best, Number(field.replace(/^\D+/, '')) || 0), 0)
  return [...steps, { field: `signoff-${most + 1}`, role: 'Countersigner', name: '' }]
}
