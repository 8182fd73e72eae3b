import { ExpectedError } from '../contract/errors'

/** What is planned for one signature. */
interface PlannedRole {
  readonly field: string
  readonly role: string
}

/**
 * Refuses a sign-off plan that no verification would accept, before a page is set or a key is used:
 * each signature has a role with a name of its own, because signatures are told apart by role.
 * @throws `pack.signoff-plan` naming the role, with what to do.
 */
export function requireSoundSignoffPlan(plan: readonly PlannedRole[]): void {
  if (plan.some(({ role }) => role.trim() === '')) {
    throw new ExpectedError('pack.signoff-plan', 'A step of the sign-off plan has no role.', { remedy: 'Name the role, or remove the step.' })
  }
  const twice = plan.find(({ role, field }, index) => plan.slice(0, index).some((other) => other.role.trim() === role.trim() || other.field === field))
  if (twice !== undefined) {
    throw new ExpectedError('pack.signoff-plan', `The sign-off plan names the role "${twice.role}" twice; signatures are told apart by role.`, { remedy: 'Give each signature a role of its own.' })
  }
}
