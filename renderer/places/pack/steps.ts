import type { SignoffStep } from '../../session/types'

/** The usual chain: who validated, and who approves. */
export function firstSteps(reviewer: string): readonly SignoffStep[] {
  return [
    { field: 'signoff-1', role: 'Reviewer', name: reviewer },
    { field: 'signoff-2', role: 'Approver', name: '' },
  ]
}

/** What the next role is called, in this order; then numbered. */
const usualRoles = ['Reviewer', 'Approver', 'Countersigner']

/** One more role at the end; neither field names nor roles are used twice, for signatures are told apart by them. */
export function addStep(steps: readonly SignoffStep[]): readonly SignoffStep[] {
  const most = steps.reduce((best, { field }) => Math.max(best, Number(field.replace(/^\D+/, '')) || 0), 0)
  const taken = new Set(steps.map(({ role }) => role.trim()))
  const role = [...usualRoles, ...steps.map((_, index) => `Countersigner ${index + 2}`)].find((name) => !taken.has(name)) ?? ''
  return [...steps, { field: `signoff-${most + 1}`, role, name: '' }]
}
