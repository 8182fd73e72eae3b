import type { Rng } from '../../../contract/analysis'
import { populationStabilityIndex } from '../../../stats/psi'
import type { PsiResult } from '../../../stats/psi'
import { psiMonteCarlo } from '../../../stats/psi-monte-carlo'

/** With fewer rows per bin than this on the smaller side the χ² limit of PSI alarms too often. */
const rowsPerBin = 30
const deals = 499

/** PSI whose p is by χ² where the samples are large, and by dealing both samples anew where they are small (weighted counts, which are not whole, keep χ²). */
export function psiWithP(reference: readonly number[], current: readonly number[], rng: Rng): PsiResult {
  const psi = populationStabilityIndex(reference, current)
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
  const small = Math.min(total(reference), total(current)) < rowsPerBin * psi.bins && [...reference, ...current].every((count) => Number.isInteger(count))
  return small && !Number.isNaN(psi.psi) ? { ...psi, p: psiMonteCarlo(reference, current, deals, rng).p } : psi
}
