import { malformed } from '../../problems'
import { forestStructure } from '../../tree-structure'
import type { Forest } from '../../trees/forest'
import { compileForest, sumLeaves } from '../../trees/kernel'
import { readDocument, type XgboostModel } from '../../xgboost/document'
import { readLegacy } from '../../xgboost/legacy'
import { sigmoid, softmax } from '../../xgboost/objective'
import { decideLabels } from '../class-label'
import { hotPlace, readExpansion, type Expansion } from '../expand'
import type { MojoHead } from '../folder'
import { NotScorable, type Predictor } from '../predictor'

/**
 * XGBoost inside a MOJO: its binary model over one-hot categories. A split on a one-hot column asks whether
 * the category is that one level, so the trees are rewritten to the columns themselves.
 */
export function readXgboost(head: MojoHead): Predictor {
  if (head.ini.flag('has_offset', false)) throw new NotScorable('XGBoost models that take an offset are not scored here.')
  const expansion = readExpansion(head)
  const sparse = head.ini.flag('sparse', false)
  const { document, baseIsMargin } = readLegacy(head.folder.bytes('boosterBytes'), head.file)
  const model = readDocument(document, head.file, baseIsMargin)
  if (model.forest === null) throw new NotScorable('The booster inside is gblinear, which H2O scores with native code only.')
  if (model.objective === null) throw new NotScorable(`The objective "${model.objectiveName.slice(0, 60)}" of the booster inside is not known here.`)
  if (model.features > expansion.width) throw malformed(head.file, `the booster takes ${model.features} columns, ${expansion.width} are made`)
  const outputs = head.classes.length > 2 ? head.classes.length : 1
  if (model.outputs !== outputs) throw malformed(head.file, `the booster gives ${model.outputs} numbers for ${outputs} outputs`)
  const forest = overColumns(model.forest, expansion, sparse)
  const compiled = compileForest(forest)
  const { transform, name } = model.objective
  const prepare = (columns: readonly Float64Array[]): readonly ArrayLike<number>[] => columns.map((values, i) => i < expansion.categories ? values.map((code) => hotPlace(expansion, i, code)) : Float32Array.from(values, (x) => sparse && Math.fround(x) === 0 ? NaN : x))
  return {
    valueNames: ['score'],
    calibrated: false,
    takesOffset: false,
    facts: [
      { label: 'Booster', value: model.booster }, { label: 'Objective', value: name },
      ...(model.version === '' ? [] : [{ label: 'XGBoost', value: model.version }]),
      { label: 'Trees', value: String(forest.roots.length) }, { label: 'Nodes', value: String(forest.feature.length) }, { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) },
    ],
    structure: forestStructure(forest, (feature) => head.names[feature] ?? '', (feature) => placeNames(head, expansion, feature)),
    forest: { forest, compiled, gain: new Map() },
    prepare,
    margin: (output) => head.classes.length > 2 ? { group: output, offset: model.base[output]!, scale: 1, link: 'other' }
      : head.classes.length === 2 && output === 0 ? { group: 0, offset: -model.base[0]!, scale: -1, link: 'logit' }
        : { group: 0, offset: model.base[0]!, scale: 1, link: transform === 'sigmoid' ? 'logit' : transform === 'exp' ? 'log' : transform === 'identity' ? 'identity' : 'other' },
    predict(columns, { rows, job }) {
      // For models of XGBoost up to 1.2, H2O's scorer adds the base score after the leaves.
      const late = addsBaseLate(model.version)
      const sums = Array.from({ length: outputs }, (_, k) => new Float32Array(rows).fill(late ? 0 : model.base[k]!))
      sumLeaves(compiled, prepare(columns), rows, sums, job)
      if (late) sums.forEach((sum, k) => { for (let row = 0; row < rows; row++) sum[row]! += model.base[k]! })
      const values = predictions(sums, transform, head.classes.length)
      return { values, label: head.classes.length === 0 ? null : decideLabels(head, values, columns) }
    },
  }
}

function addsBaseLate(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 1 || (major === 1 && minor <= 2)
}

function predictions(margins: readonly Float32Array[], transform: NonNullable<XgboostModel['objective']>['transform'], classes: number): readonly Float64Array[] {
  if (classes > 2) {
    const row = new Float32Array(margins.length)
    const out = margins.map((margin) => new Float64Array(margin.length))
    for (let i = 0; i < margins[0]!.length; i++) {
      for (let k = 0; k < row.length; k++) row[k] = margins[k]![i]!
      softmax(row)
      for (let k = 0; k < row.length; k++) out[k]![i] = row[k]!
    }
    return out
  }
  const value = Float64Array.from(margins[0]!, (x) => transform === 'sigmoid' ? sigmoid(x, true) : transform === 'exp' ? Math.fround(Math.exp(x)) : x)
  return classes === 2 ? [value.map((p) => Math.fround(1 - p)), value] : [value]
}

/** Levels in the order of their places within a category column. */
function placeNames(head: MojoHead, expansion: Expansion, column: number): readonly string[] | null {
  const levels = head.levels[column] ?? null
  if (levels === null || column >= expansion.categories) return null
  const from = expansion.offsets[column]!
  const names: string[] = new Array<string>(from).fill('')
  for (let place = from; place < expansion.offsets[column + 1]!; place++) names.push(levels[place - from + (expansion.allLevels ? 0 : 1)] ?? 'missing')
  return names
}

/** The trees over the columns themselves: a one-hot split becomes a set of one category. */
function overColumns(forest: Forest, expansion: Expansion, sparse: boolean): Forest {
  const { categories, offsets } = expansion
  const first = offsets[categories] ?? 0
  const columnOf = new Int32Array(first)
  for (let column = 0; column < categories; column++) columnOf.fill(column, offsets[column], offsets[column + 1])
  const out = { ...forest, features: categories + expansion.numbers, feature: forest.feature.slice(), set: forest.set.slice(), left: forest.left.slice(), right: forest.right.slice(), rule: forest.rule.slice(), sets: [...forest.sets] }
  const setOf = new Map<number, number>()
  const empty = (): number => out.sets.push(new Uint32Array(0)) - 1
  for (let node = 0; node < forest.feature.length; node++) {
    const place = forest.feature[node]!
    if (place < 0) continue
    if (place >= first) {
      out.feature[node] = categories + place - first
      continue
    }
    const missingLeft = forest.rule[node] === 0
    const hotLeft = 1 < forest.threshold[node]!
    const coldLeft = sparse ? missingLeft : 0 < forest.threshold[node]!
    out.feature[node] = columnOf[place]!
    // No code is ever missing here: it has a place of its own.
    out.rule[node] = 1
    let set = setOf.get(place)
    if (set === undefined && hotLeft !== coldLeft) {
      const bits = new Uint32Array((place >> 5) + 1)
      bits[place >> 5] = 1 << (place & 31)
      setOf.set(place, set = out.sets.push(bits) - 1)
    }
    out.set[node] = hotLeft === coldLeft ? empty() : set!
    // Members go left: the level's own side, or, where both sides are one, that side for all.
    if (hotLeft === coldLeft ? hotLeft : !hotLeft) [out.left[node], out.right[node]] = [forest.right[node]!, forest.left[node]!]
  }
  return out
}
