import { exp } from '../../math/exp'
import { malformed } from '../../problems'
import type { LinearHead } from '../folder'
import { NotScorable, type Batch, type Predictor } from '../predictor'

/** What the generalised linear models of H2O have in common: expanded coefficients, and what replaces missing values. */
interface Coefficients {
  readonly categories: number
  readonly numbers: number
  /** First coefficient per category column, and the end of the last. */
  readonly offsets: Float64Array
  /** True when the first level has a coefficient of its own. */
  readonly allLevels: boolean
  readonly imputed: boolean
  readonly modes: Float64Array
  readonly means: Float64Array
  readonly beta: Float64Array
  /** Coefficients per class (of all where there is one). */
  readonly perClass: number
}

/** Linear, logistic, Poisson, gamma, Tweedie, negative binomial, multinomial and ordinal regression. */
export function readGlm(head: LinearHead): Predictor {
  const family = head.ini.text('family')
  const several = family === 'multinomial' || family === 'ordinal'
  const model = readCoefficients(head, several ? head.classCount : 1)
  const link = several ? (family === 'ordinal' ? 'ologit' : 'softmax') : head.ini.text('link')
  const power = head.ini.number('tweedie_link_power', 0)
  const invert = several ? null : inverse(link, power)
  return {
    valueNames: ['score'],
    calibrated: false,
    takesOffset: head.offsetColumn !== null,
    facts: [
      { label: 'Family', value: family }, { label: 'Link', value: link },
      { label: 'Coefficients', value: String(model.beta.length) },
      { label: 'Missing values', value: model.imputed ? 'replaced by the mean, or the most frequent category' : 'H2O leaves such rows out: they get no number' },
    ],
    ...describe(head, model),
    predict(columns, batch) {
      const rows = impute(columns, model)
      const offset = batch.offset
      if (family === 'multinomial') return multinomial(etas(rows, model, head.classCount, batch))
      if (family === 'ordinal') return ordinal(etas(rows, model, head.classCount - 1, batch), offset)
      const mean = etas(rows, model, 1, batch)[0]!.map((eta, row) => invert!(eta + (offset?.[row] ?? 0)))
      if (head.classes.length !== 2) return { values: [mean], label: null }
      return { values: [mean.map((p) => 1 - p), mean], label: mean.map((p) => Number.isNaN(p) ? NaN : p >= head.threshold ? 1 : 0) }
    },
  }
}

function readCoefficients(head: LinearHead, classes: number): Coefficients {
  const { ini, file } = head
  const categories = ini.count('cats', head.names.length)
  const numbers = ini.count('nums', head.names.length, head.names.length - categories)
  const offsets = ini.integers('cat_offsets')
  const beta = ini.numbers('beta')
  const imputed = ini.flag('mean_imputation', false)
  const modes = ini.integers('cat_modes')
  const means = ini.numbers('num_means')
  const perClass = beta.length / classes
  const last = offsets[categories] ?? 0
  if (categories + numbers !== head.names.length) throw malformed(file, `it has ${categories} category and ${numbers} number columns among ${head.names.length}`)
  if (offsets.length !== categories + 1 && !(categories === 0 && offsets.length === 0)) throw malformed(file, `its ${categories} categories have ${offsets.length} offsets`)
  if (offsets.some((offset, i) => offset < (offsets[i - 1] ?? 0))) throw malformed(file, 'its category offsets do not grow')
  if (perClass !== last + numbers + 1) throw malformed(file, `it has ${beta.length} coefficients, its columns need ${(last + numbers + 1) * classes}`)
  if (imputed && (modes.length < categories || means.length < numbers)) throw malformed(file, 'it replaces missing values by means it does not have')
  return { categories, numbers, offsets, allLevels: ini.flag('use_all_factor_levels', false), imputed, modes, means, beta, perClass }
}

function impute(columns: readonly Float64Array[], { imputed, categories, modes, means }: Coefficients): readonly Float64Array[] {
  if (!imputed) return columns
  return columns.map((values, i) => values.map((x) => Number.isNaN(x) ? (i < categories ? modes[i]! : means[i - categories]!) : x))
}

/** Σ coefficients of the row's levels, then Σ coefficient · number, then the intercept, in that order. */
function etas(columns: readonly Float64Array[], model: Coefficients, classes: number, { rows, job, refused }: Batch): readonly Float64Array[] {
  const { categories, offsets, allLevels, beta, perClass } = model
  const shift = (offsets[categories] ?? 0) - categories
  const skipped = allLevels ? 0 : 1
  return Array.from({ length: classes }, (_, k) => {
    const out = new Float64Array(rows)
    const from = k * perClass
    columns.forEach((values, i) => {
      job.checkpoint()
      if (i >= categories) {
        const weight = beta[from + shift + i]!
        for (let row = 0; row < rows; row++) out[row]! += weight * values[row]!
        return
      }
      for (let row = 0; row < rows; row++) {
        const code = values[row]!
        if (Number.isNaN(code)) refused[row] = 1
        if (!(code >= skipped)) continue
        const place = code - skipped + offsets[i]!
        if (place < offsets[i + 1]!) out[row]! += beta[from + place]!
      }
    })
    const intercept = beta[from + perClass - 1]!
    for (let row = 0; row < rows; row++) out[row]! += intercept
    return out
  })
}

function inverse(link: string, power: number): (eta: number) => number {
  switch (link) {
    case 'identity': return (eta) => eta
    case 'logit': return (eta) => 1 / (exp(-eta) + 1)
    case 'log': return exp
    case 'inverse': return (eta) => 1 / (eta < 0 ? Math.min(-1e-5, eta) : Math.max(1e-5, eta))
    case 'tweedie': return power === 0 ? (eta) => Math.max(2e-16, exp(eta)) : (eta) => eta ** (1 / power)
    default: throw new NotScorable(`The link function "${link.slice(0, 40)}" is not known here.`)
  }
}

/** Softmax with 0 as the smallest of the numbers that are taken off; the first of the largest is the class. */
function multinomial(values: readonly Float64Array[]): { readonly values: readonly Float64Array[]; readonly label: Float64Array } {
  const label = values[0]!.map((_, row) => {
    let top = 0
    for (const value of values) if (value[row]! > top) top = value[row]!
    let sum = 0
    for (const value of values) sum += value[row] = exp(value[row]! - top)
    let best = 0
    values.forEach((value, k) => {
      value[row]! *= 1 / sum
      if (value[row]! > values[best]![row]!) best = k
    })
    return Number.isNaN(sum) ? NaN : best
  })
  return { values, label }
}

/** Proportional odds: differences of logistic distribution functions from class to class. */
function ordinal(levels: readonly Float64Array[], offset: Float64Array | null): { readonly values: readonly Float64Array[]; readonly label: Float64Array } {
  const rows = levels[0]!.length
  const values = Array.from({ length: levels.length + 1 }, () => new Float64Array(rows))
  const label = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let before = 0
    levels.forEach((level, k) => {
      const below = 1 / (1 + exp(-(level[row]! + (offset?.[row] ?? 0))))
      values[k]![row] = below - before
      before = below
    })
    values[levels.length]![row] = 1 - before
    let best = 0
    for (let k = 1; k < values.length; k++) if (values[k]![row]! > values[best]![row]!) best = k
    label[row] = Number.isNaN(before) ? NaN : best
  }
  return { values, label }
}

/** Coefficients as browsable nodes, and how many of each input's are not 0. */
function describe(head: LinearHead, model: Coefficients): Pick<Predictor, 'structure' | 'uses'> {
  const { categories, offsets, allLevels, beta, perClass } = model
  const nameOf = (place: number): string => {
    const last = offsets[categories] ?? 0
    if (place === perClass - 1) return 'Intercept'
    if (place >= last) return head.names[categories + place - last]!
    const column = offsets.findLastIndex((offset) => offset <= place)
    return `${head.names[column]!} = ${head.levels[column]?.[place - offsets[column]! + (allLevels ? 0 : 1)] ?? 'missing'}`
  }
  const sets = Array.from({ length: Math.round(beta.length / perClass) }, (_, k) => ({
    label: beta.length === perClass ? 'Coefficients' : `Coefficients of ${head.classes[k] ?? String(k)}`,
    detail: `intercept ${beta[(k + 1) * perClass - 1]!}`,
    children: Array.from({ length: Math.min(perClass - 1, 1000) }, (_, i) => ({ label: nameOf(i), detail: String(beta[k * perClass + i]!), children: [] })),
  }))
  const counts = head.names.map((name, column) => {
    const [from, to] = column < categories ? [offsets[column]!, offsets[column + 1]!] : [(offsets[categories] ?? 0) + column - categories, (offsets[categories] ?? 0) + column - categories + 1]
    let uses = 0
    for (let k = 0; k < beta.length; k += perClass) for (let i = from; i < to; i++) if (beta[k + i] !== 0) uses++
    return { name, uses }
  })
  return { structure: sets, uses: counts.filter((use) => use.uses > 0).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1)) }
}
