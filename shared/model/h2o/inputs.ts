import type { ModelInput } from '../../contract/model'
import type { Column } from '../../contract/table'
import { codesOf, numbersOf } from '../features'
import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import type { MojoHead } from './folder'
import { linesOf, unescapeLine } from './ini'
import { NotScorable } from './predictor'

/** What the data must bring, and how it becomes the model's own columns. */
export interface InputPlan {
  readonly inputs: readonly ModelInput[]
  /** True when the model's columns are the inputs, one to one. */
  readonly direct: boolean
  /** The model's columns: numbers, or codes into levels; unknown categories count as missing. */
  encode(columns: readonly Column[]): readonly Float64Array[]
}

/**
 * The inputs of a model by its way of encoding categories.
 * @throws NotScorable for encodings whose meaning is not in the file.
 */
export function planInputs(head: MojoHead): InputPlan {
  const encoding = head.version >= 1.1 ? head.ini.text('_genmodel_encoding', 'AUTO') : 'AUTO'
  switch (encoding) {
    case 'AUTO': case 'Enum': case 'SortByResponse': case 'OneHotInternal': return direct(head.names, head.levels)
    case 'LabelEncoder': case 'EnumLimited': case 'OneHotExplicit': break
    default: throw new NotScorable(`The categorical encoding "${encoding.slice(0, 40)}" is not known here.`)
  }
  const { names, levels } = original(head)
  const width = encoding === 'OneHotExplicit' ? levels.reduce((sum, own) => sum + (own === null ? 1 : own.length + 1), 0) : names.length
  if (width !== head.names.length) throw malformed(head.file, `its ${names.length} original columns make ${width} encoded ones, the model has ${head.names.length}`)
  const inputs = inputsOf(names, levels)
  const codes = (columns: readonly Column[], i: number): Float64Array => levels[i] === null ? numbersOf(columns[i]!, names[i]!) : codesOf(columns[i]!, levels[i]!, NaN)
  if (encoding === 'OneHotExplicit') return { inputs, direct: false, encode: (columns) => oneHot(columns.map((_, i) => codes(columns, i)), levels) }
  const lookups = levels.map((own, i) => own === null ? null : encoding === 'LabelEncoder' ? Float64Array.from(own, labelCode) : limitedCodes(own, head.levels[i] ?? []))
  return { inputs, direct: false, encode: (columns) => columns.map((_, i) => {
    const lookup = lookups[i]
    const raw = codes(columns, i)
    return lookup == null ? raw : raw.map((code) => Number.isNaN(code) ? NaN : lookup[code]!)
  }) }
}

/** Inputs that are the model's columns themselves. */
export function direct(names: readonly string[], levels: readonly (readonly string[] | null)[]): InputPlan {
  return {
    inputs: inputsOf(names, levels),
    direct: true,
    encode: (columns) => columns.map((column, i) => {
      const own = levels[i] ?? null
      return own === null ? numbersOf(column, names[i]!) : codesOf(column, own, NaN)
    }),
  }
}

function inputsOf(names: readonly string[], levels: readonly (readonly string[] | null)[]): readonly ModelInput[] {
  return names.map((name, i): ModelInput => {
    const own = levels[i] ?? null
    return { name, type: own === null ? 'number' : 'category', ...(own === null ? {} : { levels: own }), positional: false }
  })
}

/** Columns and levels before they were encoded; the response, which comes last, is left out. */
function original({ ini, folder, file }: MojoHead): { readonly names: readonly string[]; readonly levels: readonly (readonly string[] | null)[] } {
  const all = linesOf(folder.text('_orig_names')).map((line) => unescapeLine(line).trim())
  if (all.length !== ini.count('_n_orig_names', limits.inputs)) throw malformed(file, 'its original column names are incomplete')
  const names = ini.flag('supervised') ? all.slice(0, -1) : all
  let total = 0
  const levels = names.map((_, i) => {
    if (ini.count(`_m_orig_domain_values_${i}`, limits.values, 0) === 0) return null
    const lines = linesOf(folder.text(`_orig_domain_values_${i}`)).map((line) => unescapeLine(line).trim())
    total += lines.length
    if (total > limits.values) throw tooLarge(file, 'more category levels than can be read safely')
    return lines
  })
  return { names, levels }
}

/** Numbers first, then per category column one column per level and one for missing. */
function oneHot(codes: readonly Float64Array[], levels: readonly (readonly string[] | null)[]): readonly Float64Array[] {
  const numbers = codes.filter((_, i) => levels[i] === null)
  const hot = codes.flatMap((values, i) => {
    const own = levels[i] ?? null
    return own === null ? [] : Array.from({ length: own.length + 1 }, (_, place) => values.map((code) => (Number.isNaN(code) ? own.length : code) === place ? 1 : 0))
  })
  return [...numbers, ...hot]
}

/** A level that is a whole number stands for itself. */
function labelCode(level: string, code: number): number {
  return /^[+-]?\d{1,10}$/.test(level) ? Number(level) : code
}

/** Place of each level among the kept ones; the others share the place of "other", or count as missing. */
function limitedCodes(own: readonly string[], kept: readonly string[]): Float64Array {
  const other = kept.indexOf('other')
  return Float64Array.from(own, (level) => {
    const place = level === 'other' ? -1 : kept.indexOf(level)
    return place >= 0 ? place : other >= 0 ? other : NaN
  })
}
