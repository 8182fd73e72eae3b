import type { Rng } from '../../../shared/contract/analysis'
import type { Problems } from './problems'

/** One retail credit application as it lies in the files. */
export interface Application {
  readonly application_id: string
  readonly application_date: string
  readonly sex: string
  readonly age: number
  readonly age_band: string
  readonly region: string
  readonly channel: string
  readonly employment_type: string
  readonly housing: string
  readonly income: number
  readonly employment_years: number
  readonly debt_ratio: number
  readonly credit_lines: number
  readonly late_payments: number
  readonly loan_amount: number
  /** 1 = 90 days past due within six months; empty where that time has not passed yet. */
  readonly default_6m: 0 | 1 | ''
}

/** Where and when an application belongs. */
export interface Setting {
  readonly id: string
  readonly year: number
  readonly month: number
  /** 0 for development and test, 1 to 12 for the production windows. */
  readonly window: number
  readonly outcomeKnown: boolean
}

function pick(rng: Rng, weights: Readonly<Record<string, number>>): string {
  const entries = Object.entries(weights)
  let left = rng.next() * entries.reduce((sum, [, w]) => sum + w, 0)
  for (const [name, weight] of entries) if ((left -= weight) < 0) return name
  return entries[entries.length - 1]![0]
}

function poisson(rng: Rng, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = rng.next(); product > limit; product *= rng.next()) count++
  return count
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))
const round = (value: number, step: number): number => Math.round(value / step) * step

export function ageBand(age: number): string {
  return age < 26 ? '18-25' : age < 36 ? '26-35' : age < 51 ? '36-50' : age < 65 ? '51-64' : '65+'
}

function employmentType(rng: Rng, age: number, platform: boolean): string {
  if (platform && rng.next() < 0.09) return 'platform'
  if (age >= 65 && rng.next() < 0.8) return 'pensioner'
  return pick(rng, age < 26 ? { salaried: 0.7, 'self-employed': 0.08, student: 0.22 } : { salaried: 0.8, 'self-employed': 0.2 })
}

/** Draws one application; the draws never depend on which problems are planted, so twins share their people. */
export function drawApplication(rng: Rng, setting: Setting, problems: Problems): Application {
  const sex = pick(rng, { female: 0.48, male: 0.52 })
  const age = Math.floor(clamp(rng.next() < 0.2 ? 18 + rng.next() * 9 : 42 + 13 * rng.normal(), 18, 84))
  const region = pick(rng, { Capital: 0.22, North: 0.2, East: 0.17, South: 0.23, West: 0.18 })
  const channel = pick(rng, { branch: 0.42, online: 0.38, broker: 0.2 })
  const typeRng = rng.fork('employment-type')
  const employment = employmentType(typeRng, age, problems.newCategory && setting.window >= 9)
  const housing = pick(rng, { own: 0.46, rent: 0.42, family: 0.12 })
  const drift = problems.incomeDrift && setting.window >= 5 ? 1 - 0.18 * clamp((setting.window - 4) / 4, 0, 1) : 1
  const income = Math.max(600, round(2600 * Math.exp(0.42 * rng.normal()) * drift, 10))
  const employmentYears = Math.round(clamp(rng.next() ** 1.6 * (age - 17), 0, 45) * 10) / 10
  const debtRatio = Math.round(clamp(0.34 + 0.16 * rng.normal(), 0, 0.95) * 1000) / 1000
  const creditLines = poisson(rng, 2.4)
  const latePayments = poisson(rng, 0.45)
  const loanAmount = Math.max(500, round(9000 * Math.exp(0.6 * rng.normal()), 100))
  const signal = 1.05 * latePayments + 3.4 * (debtRatio - 0.34) - 1.1 * Math.log(income / 2600)
    - 0.02 * employmentYears + 0.45 * Math.log(loanAmount / 9000)
  const young = problems.ageDisparity ? (age < 26 ? 1.7 : age < 36 ? 0.35 : 0) : 0
  const heard = problems.weakSegment && channel === 'broker' ? 0.12 * signal + 0.55 : signal + young
  const defaulted = rng.next() < 1 / (1 + Math.exp(2.75 - heard))
  const day = 1 + rng.int(28)
  const two = (n: number): string => String(n).padStart(2, '0')
  return {
    application_id: setting.id,
    application_date: `${setting.year}-${two(setting.month)}-${two(day)}`,
    sex, age, age_band: ageBand(age), region, channel, employment_type: employment, housing, income,
    employment_years: employmentYears, debt_ratio: debtRatio, credit_lines: creditLines, late_payments: latePayments,
    loan_amount: loanAmount,
    default_6m: setting.outcomeKnown ? (defaulted ? 1 : 0) : '',
  }
}
