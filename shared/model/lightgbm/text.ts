import { levelText } from '../fields'
import { limits } from '../limits'
import { parseJsonText } from '../json-text'
import { malformed, truncated } from '../problems'
import { assemble } from './assemble'
import type { LeafModel, LightgbmModel, RawTree } from './types'

type Section = ReadonlyMap<string, string>

/** Reads LightGBM's text model (`save_model`, versions 2 to 4). */
export function readText(text: string, file: string): LightgbmModel {
  const lines = text.split(/\r?\n/)
  const starts: number[] = []
  let end = lines.length
  for (let i = 0; i < lines.length; i++) {
    if (lines[i]!.startsWith('Tree=')) starts.push(i)
    else if (lines[i] === 'end of trees') { end = i; break }
  }
  const head = sectionOf(lines, 0, starts[0] ?? end)
  const outputs = countOf(head, 'num_tree_per_iteration', file, countOf(head, 'num_class', file, 1))
  const featureCount = countOf(head, 'max_feature_idx', file) + 1
  const featureNames = words(head.get('feature_names') ?? '')
  if (featureNames.length !== featureCount) throw malformed(file, `it names ${featureNames.length} of ${featureCount} features`)
  const ranges = words(head.get('feature_infos') ?? '')
  const sizes = words(head.get('tree_sizes') ?? '')
  if (head.has('tree_sizes') && sizes.length !== starts.length) throw truncated(file, `it declares ${sizes.length} trees, ${starts.length} are there`)
  if (end === lines.length && (head.get('version') ?? '') >= 'v3') throw truncated(file, 'the line "end of trees" is missing')
  // Versions before 2.2 put no end mark between the trees and what follows them.
  const tail = lines.slice(end < lines.length ? end : (starts.at(-1) ?? 0))
  if (tail.includes('parameters:') && !tail.includes('end of parameters')) throw truncated(file, 'the line "end of parameters" is missing')
  function* trees(): Generator<RawTree> {
    for (let t = 0; t < starts.length; t++) yield readTree(sectionOf(lines, starts[t]!, starts[t + 1] ?? end), t, file)
  }
  return assemble({
    version: head.get('version') ?? '',
    objective: head.get('objective') ?? '',
    featureNames,
    ranges,
    categorical: categoricalFeatures(tail, ranges),
    pandasCategories: pandasCategories(tail, file),
    monotone: words(head.get('monotone_constraints') ?? '').map(Number),
    outputs: Math.max(1, outputs),
    average: head.has('average_output'),
    trees: trees(),
  }, file)
}

function sectionOf(lines: readonly string[], from: number, to: number): Section {
  const section = new Map<string, string>()
  for (let i = from; i < to; i++) {
    const line = lines[i]!
    const equals = line.indexOf('=')
    if (equals > 0) section.set(line.slice(0, equals), line.slice(equals + 1))
    else if (line.trim() !== '') section.set(line.trim(), '')
  }
  return section
}

function words(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.trim().split(/ +/)
}

function countOf(section: Section, key: string, file: string, fallback?: number): number {
  const text = section.get(key)
  if (text === undefined && fallback !== undefined) return fallback
  const value = text === undefined || text.trim() === '' ? NaN : Number(text)
  if (!Number.isInteger(value) || value < 0 || value > limits.inputs * 10) throw malformed(file, `its ${key} is not a count`)
  return value
}

function numbers(section: Section, key: string, tree: number, file: string): Float64Array {
  const list = words(section.get(key) ?? '')
  const out = new Float64Array(list.length)
  for (let i = 0; i < out.length; i++) {
    const value = toNumber(list[i]!)
    if (Number.isNaN(value)) throw truncated(file, `"${list[i]!.slice(0, 30)}" in ${key} of tree ${tree} is not a number`)
    out[i] = value
  }
  return out
}

function toNumber(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return Number(text)
}

function readTree(section: Section, index: number, file: string): RawTree {
  const leaves = countOf(section, 'num_leaves', file)
  const leafValue = numbers(section, 'leaf_value', index, file)
  if (leafValue.length !== leaves) throw truncated(file, `tree ${index} has ${leafValue.length} of ${leaves} leaves`)
  const single = leaves === 1
  const list = (key: string): Float64Array => single ? new Float64Array(0) : numbers(section, key, index, file)
  return {
    splitFeature: list('split_feature'),
    threshold: list('threshold'),
    decisionType: list('decision_type'),
    left: list('left_child'),
    right: list('right_child'),
    gain: section.has('split_gain') ? list('split_gain') : new Float64Array(0),
    counts: single
      ? { splits: [], leaves: [1] }
      : section.has('internal_count') && section.has('leaf_count') ? { splits: list('internal_count'), leaves: list('leaf_count') } : null,
    leafValue,
    categories: countOf(section, 'num_cat', file, 0) > 0 ? categorySets(list('cat_boundaries'), list('cat_threshold'), index, file) : [],
    leafModels: section.get('is_linear')?.trim() === '1' ? leafModels(section, leaves, index, file) : null,
  }
}

/** Bitsets of 32-bit words between successive boundaries. */
function categorySets(boundaries: Float64Array, words32: Float64Array, index: number, file: string): readonly (readonly number[])[] {
  return Array.from({ length: Math.max(0, boundaries.length - 1) }, (_, i) => {
    const from = boundaries[i]!
    const to = boundaries[i + 1]!
    if (!(from >= 0 && to >= from && to <= words32.length)) throw malformed(file, `the category sets of tree ${index} do not fit`)
    const codes: number[] = []
    for (let w = from; w < to; w++) for (let bit = 0; bit < 32; bit++) if (((words32[w]! >>> bit) & 1) === 1) codes.push((w - from) * 32 + bit)
    return codes
  })
}

function leafModels(section: Section, leaves: number, index: number, file: string): readonly LeafModel[] {
  const constants = numbers(section, 'leaf_const', index, file)
  const counts = numbers(section, 'num_features', index, file)
  const features = numbers(section, 'leaf_features', index, file)
  const coefficients = numbers(section, 'leaf_coeff', index, file)
  const total = counts.reduce((a, b) => a + b, 0)
  if (counts.some((count) => !(count >= 0)) || constants.length !== leaves || counts.length !== leaves || features.length !== total || coefficients.length !== total) throw malformed(file, `the linear leaves of tree ${index} are incomplete`)
  let at = 0
  return Array.from({ length: leaves }, (_, l) => {
    const from = at
    at += counts[l]!
    return { constant: constants[l]!, features: Int32Array.from(features.subarray(from, at)), coefficients: coefficients.slice(from, at) }
  })
}

/** `[categorical_feature: 5,6,7]` of the parameters; else the features whose info lists codes. */
function categoricalFeatures(tail: readonly string[], ranges: readonly string[]): readonly number[] {
  const parameter = tail.map((line) => /^\[categorical_feature: ([\d,]+)\]$/.exec(line)?.[1]).find((match) => match !== undefined)
  if (parameter !== undefined) return parameter.split(',').map(Number)
  return ranges.flatMap((range, i) => /^-?\d+(:-?\d+)*$/.test(range) ? [i] : [])
}

function pandasCategories(tail: readonly string[], file: string): readonly (readonly string[])[] | null {
  const line = tail.findLast((candidate) => candidate.startsWith('pandas_categorical:'))
  if (line === undefined) return null
  return categoryLists(parseJsonText(line.slice('pandas_categorical:'.length), file))
}

/** Lists of levels as text; null when there are none. */
export function categoryLists(value: unknown): readonly (readonly string[])[] | null {
  if (!Array.isArray(value) || value.length === 0) return null
  return value.map((list: unknown) => Array.isArray(list) ? list.map((level: unknown) => typeof level === 'boolean' ? String(level) : levelText(level)) : [])
}
