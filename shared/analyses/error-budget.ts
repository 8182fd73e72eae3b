/**
 * Kept back of the budget for each further analysis. Tests hold their size to within 3.5–6.5 % at 5 %
 * (`npm run calibrate`); where the budget is shared they are read farther out, and there normal and χ²
 * approximations err by more.
 */
const reserve = 0.2

/**
 * The error that each of `testing` analyses may spend, so that a review in which nothing is wrong alarms with
 * probability at most `policyAlpha`: Bonferroni's share, which needs no independence, less a reserve for the tests
 * whose p-values are approximations. One analysis alone has all of it.
 */
export const shareOfBudget = (policyAlpha: number, testing: number): number => {
  const others = Math.max(0, testing - 1)
  return policyAlpha / (1 + others * (1 + reserve))
}
