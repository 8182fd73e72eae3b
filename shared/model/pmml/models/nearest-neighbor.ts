import { malformed } from '../../problems'
import { inlineRows } from '../expressions'
import { noResult, type Frame } from '../frame'
import { numberOf, parseValue, textOf, type Value } from '../values'
import type { XmlElement } from '../xml'
import { compileComparison } from './comparison'
import type { Evaluate, ModelContext } from './context'

interface Instance {
  readonly id: string
  readonly record: readonly Value[]
  readonly targets: ReadonlyMap<string, Value>
}

/**
 * Compiles a NearestNeighborModel. The k closest training instances (the earlier one on a tie) give each
 * target its value: average, weighted average or median of numbers, (weighted) majority of categories.
 * Weights are 1 / (distance + threshold); on a tied vote the category with more training instances wins,
 * then the first in code order. Shares of the votes are reported as probabilities.
 */
export function compileNearestNeighbor(context: ModelContext): Evaluate {
  const { element, scope, program, dictionary } = context
  const inputs = element.child('KNNInputs')?.all('KNNInput') ?? []
  if (inputs.length === 0) throw malformed(program.file, 'a NearestNeighborModel has no inputs')
  const fields = inputs.map((input) => scope.need(input.need('field'), program))
  const comparison = compileComparison(inputs, context)
  const count = Math.trunc(element.number('numberOfNeighbors', 1))
  const threshold = element.number('threshold', 0.001)
  const targets = (element.child('MiningSchema')?.all('MiningField') ?? []).filter((field) => ['target', 'predicted'].includes(field.attr('usageType') ?? '')).map((field) => field.need('name'))
  const table = instancesOf(context)
  const instances = once((): readonly Instance[] => table.map(({ cells, row }, i) => {
    let record: readonly Value[]
    if (element.child('TrainingInstances')?.attr('isTransformed') === 'true') record = fields.map((field) => parsed(cells.get(field.name), field.dataType))
    else {
      // The same transformations as for a row that is scored, over the instance's own values.
      const frame = program.frame()
      frame.input = (name) => cells.get(name) ?? null
      // A derived field with a column of its own comes computed already.
      record = fields.map((field) => !dictionary.has(field.name) && cells.has(field.name) ? parsed(cells.get(field.name), field.dataType) : field.get(frame))
    }
    return { id: cells.get(element.attr('instanceIdVariable') ?? '') ?? String(i + 1), record, targets: new Map(targets.map((name) => [name, row(name)])) }
  }))
  program.cost += table.length * inputs.length
  if (count < 1 || table.length === 0) throw malformed(program.file, 'a NearestNeighborModel has no neighbours to look at')
  return (frame: Frame) => {
    const row = fields.map((field) => field.get(frame))
    const nearest = closest(instances().map((instance) => comparison.measure(row, instance.record)), Math.min(count, table.length), comparison.similarity)
    if (nearest.length === 0) return noResult
    const found = nearest.map(({ index, distance }) => ({ instance: instances()[index]!, weight: comparison.similarity ? distance : 1 / (distance + threshold) }))
    const answers = new Map(targets.map((name) => [name, answerOf(element, name, found, instances())]))
    const main = answers.get(targets[0] ?? '')
    return {
      value: main?.value ?? null, probabilities: main?.shares ?? null,
      targets: new Map(Array.from(answers, ([name, answer]) => [name, answer.value])),
      entity: found[0]!.instance.id, entities: found.map(({ instance }) => instance.id),
      confidences: new Map(nearest.map(({ index, distance }) => [instances()[index]!.id, distance])),
    }
  }
}

/** The `count` best of the measured values, ties in order; NaN takes no part. */
function closest(values: readonly number[], count: number, similarity: boolean): readonly { readonly index: number; readonly distance: number }[] {
  const best: { index: number; distance: number }[] = []
  values.forEach((distance, index) => {
    if (Number.isNaN(distance)) return
    const before = (other: number): boolean => similarity ? distance > other : distance < other
    if (best.length === count && !before(best.at(-1)!.distance)) return
    let at = best.length
    while (at > 0 && before(best[at - 1]!.distance)) at--
    best.splice(at, 0, { index, distance })
    if (best.length > count) best.pop()
  })
  return best
}

interface Answer {
  readonly value: Value
  readonly shares: ReadonlyMap<string, number> | null
}

function answerOf(element: XmlElement, target: string, found: readonly { readonly instance: Instance; readonly weight: number }[], all: readonly Instance[]): Answer {
  const known = found.flatMap(({ instance, weight }) => { const value = instance.targets.get(target) ?? null; return value === null ? [] : [{ value, weight }] })
  if (known.length === 0) return { value: null, shares: null }
  if (known.every(({ value }) => typeof value === 'number')) return { value: averaged(element.attr('continuousScoringMethod') ?? 'average', known.map(({ value, weight }) => ({ value: numberOf(value)!, weight }))), shares: null }
  const weighted = element.attr('categoricalScoringMethod') === 'weightedMajorityVote'
  const votes = new Map<string, number>()
  for (const { value, weight } of known) votes.set(textOf(value), (votes.get(textOf(value)) ?? 0) + (weighted ? weight : 1))
  const total = Array.from(votes.values()).reduce((a, b) => a + b, 0)
  const cases = (label: string): number => all.reduce((sum, instance) => sum + (sameText(instance.targets.get(target) ?? null, label) ? 1 : 0), 0)
  const value = Array.from(votes).reduce((a, b) => {
    if (b[1] !== a[1]) return b[1] > a[1] ? b : a
    const [na, nb] = [cases(a[0]), cases(b[0])]
    return nb > na || (nb === na && b[0] < a[0]) ? b : a
  })[0]
  return { value, shares: new Map(Array.from(votes, ([label, votesOf]) => [label, votesOf / total])) }
}

function averaged(method: string, values: readonly { readonly value: number; readonly weight: number }[]): number {
  if (method === 'median') {
    const sorted = values.map(({ value }) => value).sort((a, b) => a - b)
    const middle = sorted.length >> 1
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  }
  const weightOf = (weight: number): number => method === 'weightedAverage' ? weight : 1
  return values.reduce((sum, { value, weight }) => sum + value * weightOf(weight), 0) / values.reduce((sum, { weight }) => sum + weightOf(weight), 0)
}

/** The training instances: cells by field, and the target values typed as the dictionary has them. */
function instancesOf({ element, program, dictionary }: ModelContext): readonly { readonly cells: ReadonlyMap<string, string>; readonly row: (target: string) => Value }[] {
  const block = element.child('TrainingInstances')
  const columns = (block?.child('InstanceFields')?.all('InstanceField') ?? []).map((field) => ({ field: field.need('field'), column: (field.attr('column') ?? field.need('field')).replace(/^.*:/, '') }))
  if (block?.child('TableLocator') !== null && block?.child('TableLocator') !== undefined) program.unsupported.add('The training instances of a NearestNeighborModel are in a table outside the file.')
  return inlineRows(block?.child('InlineTable') ?? null).map((cells) => {
    const byField = new Map(columns.flatMap(({ field, column }) => { const text = cells.get(column); return text === undefined || text.trim() === '' ? [] : [[field, text] as const] }))
    return {
      cells: byField,
      row: (target) => {
        const declared = dictionary.get(target)
        const type = declared?.attr('optype') === 'continuous' ? 'double' : 'string'
        return parsed(byField.get(target), type)
      },
    }
  })
}

function parsed(text: string | undefined, type: Parameters<typeof parseValue>[1]): Value {
  return text === undefined ? null : parseValue(text, type)
}

function sameText(value: Value, label: string): boolean {
  return value !== null && textOf(value) === label
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null
  return () => (made ??= { value: make() }).value
}
