import type { Explanation } from '../../contract/model'
import { assertNever } from '../../contract/errors'
import { exp } from '../math/exp'
import { NotScorable } from './predictor'

const links = ['identity', 'logit', 'log', 'inverse', 'ologit', 'ologlog'] as const
/** How a margin becomes a prediction. */
export type Link = (typeof links)[number]

/** e^x, at most 10^19, as H2O bounds it. */
export function boundedExp(x: number): number {
  return Math.min(1e19, exp(x))
}

/**
 * The link of that name, or the distribution's own where none is written (before 3.30).
 * @throws NotScorable for one that is unknown.
 */
export function readLink(name: string, distribution: string): Link {
  const wanted = name === '' ? defaultLink(distribution) : name
  const found = links.find((link) => link === wanted)
  if (found === undefined) throw new NotScorable(`The link function "${wanted.slice(0, 40)}" is not known here.`)
  return found
}

function defaultLink(distribution: string): Link {
  if (['bernoulli', 'fractionalbinomial', 'quasibinomial', 'modified_huber', 'ordinal'].includes(distribution)) return 'logit'
  return ['multinomial', 'poisson', 'gamma', 'tweedie'].includes(distribution) ? 'log' : 'identity'
}

/** Margin to prediction, as H2O's tree models compute it. */
export function inverseLink(link: Link, f: number): number {
  switch (link) {
    case 'identity': return f
    case 'logit': case 'ologit': return 1 / (1 + boundedExp(-f))
    case 'log': return boundedExp(f)
    case 'ologlog': return 1 - boundedExp(-boundedExp(f))
    // The lower bound of positive values is what H2O has; it never acts.
    case 'inverse': return 1 / (f < 0 ? Math.min(-1e-5, f) : Math.max(-1e-5, f))
    default: return assertNever(link)
  }
}

/** The link in the words of an explanation. */
export function linkOf(link: Link): Explanation['link'] {
  return link === 'identity' || link === 'logit' || link === 'log' ? link : 'other'
}
