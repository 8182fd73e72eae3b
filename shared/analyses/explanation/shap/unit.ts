import { assertNever } from '../../../contract/errors'
import { formatNumber } from '../../common/format'
import type { Space, Unit } from './types'

/** What contributions are measured in: a binary score within 0 and 1 that is explained as it is counts as a probability. */
export function unitOf(space: Space, binary: boolean, scores: Float64Array): Unit {
  switch (space) {
    case 'logit': return 'log odds'
    case 'log': return 'log units'
    case 'identity': return binary && scores.every((score) => score >= 0 && score <= 1) ? 'probability' : 'score units'
    case 'other': return 'margin units'
    default: return assertNever(space)
  }
}

/** An amount with its unit: "0.31 log odds", "0.02 of probability", "62.4 score units". */
export function amountOf(value: number, unit: Unit): string {
  return `${formatNumber(value, 3)} ${unit === 'probability' ? 'of probability' : unit}`
}
