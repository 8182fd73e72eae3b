import { malformed } from '../problems'
import type { Forest } from '../trees/forest'
import { categoryHash, combineHash } from './city-hash'
import { inputsOf, layForest, type CatboostInput } from './layout'
import { objectiveOf, type Objective } from './objective'
import type { RawCatboost } from './types'

/** A CatBoost model ready to be shown and scored. */
export interface CatboostModel {
  readonly raw: RawCatboost
  readonly inputs: readonly CatboostInput[]
  readonly positional: boolean
  readonly forest: Forest
  readonly objective: Objective
  readonly unsupported: readonly string[]
  /** Levels per input where the file holds their texts. */
  readonly levels: readonly (readonly string[] | null)[]
  /** Per category feature, hashes the model surely knows. */
  readonly known: ReadonlyMap<number, ReadonlySet<number>>
}

/** Lays out what a reader found and checks that its parts fit together. */
export function assemble(raw: RawCatboost, file: string): CatboostModel {
  if (raw.bias.length !== raw.dimensions) throw malformed(file, `it has ${raw.bias.length} biases for ${raw.dimensions} outputs`)
  const inputs = inputsOf(raw, file)
  const unsupported = [...raw.unsupported]
  for (const { kind, name } of raw.other) unsupported.push(`The input "${name.slice(0, 80)}" is ${kind === 'text' ? 'a text' : 'an embedding'}, which is not processed here.`)
  const numbers = new Set(raw.floats.map((feature) => feature.index))
  const categories = new Set(raw.categories.map((feature) => feature.index))
  for (const ctr of raw.ctrs) {
    const { projection } = ctr
    if (projection.categories.some((index) => !categories.has(index)) || projection.oneHots.some(({ index }) => !categories.has(index)) || projection.floats.some(({ index }) => !numbers.has(index))) throw malformed(file, 'a target statistic is of features the model does not have')
  }
  const lost = raw.ctrs.filter((ctr) => !raw.tables.has(ctr.table)).length
  if (lost > 0) unsupported.push(`The tables of ${lost} of its ${raw.ctrs.length} target statistics are not in the file.`)
  return { raw, inputs, unsupported, positional: inputs.every((input, i) => input.name === String(i)), forest: layForest(raw, inputs.length, file), objective: objectiveOf(raw), ...categoriesOf(raw, inputs) }
}

/** Which of the file's texts belong to which category feature: those whose hash it asks for, or has counts of. */
function categoriesOf(raw: RawCatboost, inputs: readonly CatboostInput[]): Pick<CatboostModel, 'levels' | 'known'> {
  const single = raw.ctrs.filter(({ projection }) => projection.categories.length === 1 && projection.floats.length === 0 && projection.oneHots.length === 0)
  const candidates = [...raw.texts.keys(), ...['0', '1', 'False', 'True', 'false', 'true', 'FALSE', 'TRUE'].map(categoryHash)]
  const known = new Map(raw.categories.map(({ index }) => {
    const own = new Set(raw.oneHots.filter((feature) => feature.category === index).flatMap((feature) => feature.values.map((value) => value >>> 0)))
    const tables = new Set(single.filter((ctr) => ctr.projection.categories[0] === index).map((ctr) => ctr.table))
    for (const table of tables) {
      const places = raw.tables.get(table)?.places
      if (places !== undefined) for (const hash of candidates) if (places.has(combineHash(0n, BigInt.asUintN(64, BigInt(hash | 0))))) own.add(hash)
    }
    return [index, own] as const
  }))
  const levels = inputs.map((input) => {
    if (input.kind !== 'category' || raw.texts.size === 0) return null
    const texts = Array.from(known.get(input.index) ?? [], (hash) => raw.texts.get(hash)).filter((text) => text !== undefined)
    return texts.length === 0 ? null : texts.sort()
  })
  return { levels, known }
}
