/** What the library computed differently in the version that wrote a model; predictions are compared with that version's own. */
export interface Habits {
  /** Leaves are added up from zero and the base comes last; later versions start from the base. */
  readonly baseLast: boolean
  /** The sigmoid's exponent is capped at 88.7, so that the smallest probability is 3e-39 and not 0. */
  readonly cappedSigmoid: boolean
  /** A category beyond the last bit of a split's set goes the way of missing values, not that of categories that are not listed. */
  readonly boundedSets: boolean
  /** The base score of `binary:logitraw` is stored as a probability. */
  readonly rawBaseIsProbability: boolean
  /** Without a single tree, a base score that was to be estimated is taken as a margin. */
  readonly unfittedBaseIsMargin: boolean
}

/**
 * Habits by version, found by comparison with releases 0.72 to 3.2.
 * @param version `[major, minor, patch]`; empty for a document that does not say, which is taken as new. 0 is every version before 1.0.
 */
export function habitsOf(version: readonly number[], booster: string): Habits {
  const [major = 99, minor = 0] = version
  const before = (m: number, n: number): boolean => major < m || (major === m && minor < n)
  return {
    baseLast: booster === 'dart' ? before(1, 4) : booster === 'gbtree' && before(1, 3),
    cappedSigmoid: !before(1, 6),
    boundedSets: major === 1 && minor === 6,
    rawBaseIsProbability: major === 1 && minor < 3,
    unfittedBaseIsMargin: !before(3, 1),
  }
}
