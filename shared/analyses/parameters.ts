import type { Analysis } from '../contract/analysis'
import { ExpectedError } from '../contract/errors'
import type { Json } from '../contract/json'

/**
 * Parameters of an analysis from what a plan says: defaults filled in, everything validated.
 * @throws ExpectedError `plan.bad-parameter` naming the analysis and the field.
 */
export function parseParameters(analysis: Analysis, given: unknown): Readonly<Record<string, Json>> {
  const parsed = analysis.params.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const unknownField = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const field = unknownField ?? issue?.path.map(String).join('.') ?? ''
  const reason = unknownField === undefined ? (issue?.message ?? 'is not valid') : 'there is no such parameter'
  throw new ExpectedError('plan.bad-parameter', `Parameter '${field}' of analysis '${analysis.id}' is not valid: ${reason}.`, {
    analysis: analysis.id,
    field,
    remedy: 'Correct the parameter in the plan.',
  })
}
