import { malformed } from '../../problems'
import { compileExpression } from '../expressions'
import { noResult, type Frame } from '../frame'
import { numberOf, parseValue, sameValue } from '../values'
import { arrayItems, type XmlElement } from '../xml'
import type { Evaluate, ModelContext } from './context'

/** Compiles a SupportVectorMachineModel: every kernel, one against one, one against all, regression. */
export function compileSvm(context: ModelContext): Evaluate {
  const { element, program } = context
  const dictionary = element.child('VectorDictionary')
  const fields = fieldsOf(dictionary?.child('VectorFields') ?? null, context)
  const vectors = new Map((dictionary?.all('VectorInstance') ?? []).map((instance) => [instance.need('id'), vectorOf(instance, fields.length)]))
  const kernel = kernelOf(element, context)
  const coefficientsOnly = element.attr('svmRepresentation') === 'Coefficients'
  const maxWins = element.attr('maxWins') === 'true'
  const oneAgainstOne = (element.attr('classificationMethod') ?? 'OneAgainstAll') === 'OneAgainstOne'
  const machines = element.all('SupportVectorMachine').map((machine) => {
    const coefficients = machine.child('Coefficients')
    const weights = (coefficients?.all('Coefficient') ?? []).map((item) => item.number('value', 0))
    const support = (machine.child('SupportVectors')?.all('SupportVector') ?? []).map((item) => {
      const vector = vectors.get(item.need('vectorId'))
      if (vector === undefined) throw malformed(program.file, 'a support vector is not in the dictionary')
      return vector
    })
    const bias = coefficients?.number('absoluteValue', 0) ?? 0
    return {
      target: machine.attr('targetCategory'), alternate: machine.attr('alternateTargetCategory'),
      threshold: machine.number('threshold', element.number('threshold', 0)),
      value: (x: readonly number[]): number => bias + (coefficientsOnly ? weights.reduce((sum, w, i) => sum + w * (x[i] ?? 0), 0) : weights.reduce((sum, w, i) => sum + w * kernel(support[i] ?? [], x), 0)),
    }
  })
  if (machines.length === 0) throw malformed(program.file, 'a SupportVectorMachineModel has no machine')
  return (frame) => {
    const x: number[] = []
    for (const field of fields) {
      const value = field(frame)
      if (value === null) return noResult
      x.push(value)
    }
    const values = machines.map((machine) => machine.value(x))
    if (!context.classification) return { value: values[0]!, probabilities: null }
    if (!oneAgainstOne && machines.length > 1 || (machines.length === 1 && machines[0]!.alternate === null && !oneAgainstOne && context.classes.length !== 2)) {
      const best = values.reduce((winner, value, i) => (maxWins ? value > values[winner]! : value < values[winner]!) ? i : winner, 0)
      return { value: machines[best]!.target, probabilities: null, confidences: new Map(machines.map((machine, i) => [machine.target ?? '', values[i]!])) }
    }
    const votes = new Map<string, number>()
    machines.forEach((machine, i) => {
      const other = machine.alternate ?? context.classes.find((label) => label !== machine.target) ?? ''
      const winner = (values[i]! < machine.threshold) !== maxWins ? (machine.target ?? '') : other
      votes.set(winner, (votes.get(winner) ?? 0) + 1)
    })
    const order = context.classes.length > 0 ? context.classes : Array.from(votes.keys())
    const value = order.reduce<string | null>((best, label) => (votes.get(label) ?? 0) > (best === null ? 0 : votes.get(best) ?? 0) ? label : best, null)
    return { value, probabilities: null, confidences: votes }
  }
}

function fieldsOf(list: XmlElement | null, { scope, program }: ModelContext): readonly ((frame: Frame) => number | null)[] {
  return (list?.elements ?? []).flatMap((item) => {
    if (item.name === 'FieldRef') {
      const get = compileExpression(item, scope, program)
      return [(frame: Frame) => numberOf(get(frame))]
    }
    if (item.name !== 'CategoricalPredictor') return []
    const field = scope.need(item.need('name'), program)
    const value = parseValue(item.need('value'), field.dataType)
    const coefficient = item.number('coefficient', 1)
    return [(frame: Frame) => sameValue(field.get(frame), value) ? coefficient : 0]
  })
}

/** A dense or sparse (1-based) vector. */
function vectorOf(instance: XmlElement, width: number): readonly number[] {
  const dense = instance.child('Array')
  if (dense !== null) return arrayItems(dense).map(Number)
  const sparse = instance.child('REAL-SparseArray')
  const out = new Array<number>(width).fill(sparse?.number('defaultValue', 0) ?? 0)
  const indices = (sparse?.child('Indices')?.text ?? '').trim().split(/\s+/).filter((item) => item !== '').map(Number)
  const entries = (sparse?.child('REAL-Entries')?.text ?? '').trim().split(/\s+/).filter((item) => item !== '').map(Number)
  indices.forEach((index, i) => { if (index >= 1 && index <= width) out[index - 1] = entries[i] ?? 0 })
  return out
}

function kernelOf(element: XmlElement, { program }: ModelContext): (a: readonly number[], b: readonly number[]) => number {
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
  const kernel = element.elements.find((child) => child.name.endsWith('KernelType'))
  const gamma = kernel?.number('gamma', 1) ?? 1
  const offset = kernel?.number('coef0', 1) ?? 1
  const degree = kernel?.number('degree', 1) ?? 1
  const name = kernel?.name ?? 'LinearKernelType'
  switch (name) {
    case 'LinearKernelType': return dot
    case 'PolynomialKernelType': return (a, b) => (gamma * dot(a, b) + offset) ** degree
    case 'RadialBasisKernelType': return (a, b) => Math.exp(-gamma * a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0))
    case 'SigmoidKernelType': return (a, b) => Math.tanh(gamma * dot(a, b) + offset)
    default:
      program.unsupported.add(`The kernel ${name} is not known here.`)
      return () => NaN
  }
}
