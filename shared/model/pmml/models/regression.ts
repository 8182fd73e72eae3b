import { malformed } from '../../problems'
import { noResult, type Frame } from '../frame'
import { numberOf, parseValue, sameValue } from '../values'
import type { XmlElement } from '../xml'
import { mostProbable, type Evaluate, type ModelContext } from './context'
import { inverseLink, normalised } from './links'

type Linear = (frame: Frame) => number | null

/** Compiles a RegressionModel: linear, polynomial and logistic regression with categorical terms. */
export function compileRegression(context: ModelContext): Evaluate {
  const { element, program, classification } = context
  const tables = element.all('RegressionTable').map((table) => ({ target: table.attr('targetCategory'), value: linear(table, context) }))
  if (tables.length === 0) throw malformed(program.file, 'a RegressionModel has no RegressionTable')
  const method = element.attr('normalizationMethod') ?? (element.attr('modelType') === 'logisticRegression' ? 'softmax' : 'none')
  if (!classification) {
    const link = inverseLink(method === 'softmax' ? 'logit' : method, 1)
    if (link === null) program.unsupported.add(`The normalization "${method}" of a regression is not known here.`)
    return (frame) => {
      const y = tables[0]!.value(frame)
      return y === null || link === null ? noResult : { value: context.round(link(y)), probabilities: null }
    }
  }
  const ordinal = element.attr('targetOptype') === 'ordinal'
  const labels = tables.map((table, i) => table.target ?? context.classes[i] ?? String(i))
  return (frame) => {
    const ys: number[] = []
    for (const table of tables) {
      const y = table.value(frame)
      if (y === null) return noResult
      ys.push(y)
    }
    const shares = probabilitiesOf(ys, method, ordinal, context)
    if (shares === null) return noResult
    const probabilities = new Map(labels.map((label, i) => [label, shares[i]!]))
    return { value: mostProbable(probabilities), probabilities }
  }
}

/** PMML's table of normalization methods; two categories need only the first predictor. */
function probabilitiesOf(ys: readonly number[], method: string, ordinal: boolean, context: ModelContext): readonly number[] | null {
  if (method === 'softmax' || method === 'simplemax') return ordinal ? null : normalised(method, ys)
  const link = inverseLink(method, 1)
  if (link === null) {
    context.program.unsupported.add(`The normalization "${method}" of a regression is not known here.`)
    return null
  }
  if (ordinal) {
    let before = 0
    return ys.map((y, i) => {
      const cumulative = i === ys.length - 1 ? 1 : link(y)
      const share = cumulative - before
      before = cumulative
      return share
    })
  }
  if (ys.length === 2) {
    const first = link(ys[0]!)
    return [first, 1 - first]
  }
  const linked = ys.map(link)
  if (method === 'none') {
    const rest = linked.slice(0, -1).reduce((a, b) => a + b, 0)
    return [...linked.slice(0, -1), 1 - rest]
  }
  const sum = linked.reduce((a, b) => a + b, 0)
  return linked.map((share) => share / sum)
}

function linear(table: XmlElement, { scope, program, round }: ModelContext): Linear {
  const intercept = table.number('intercept', 0)
  const terms: Linear[] = []
  for (const term of table.elements) {
    if (term.name === 'NumericPredictor') {
      const field = scope.need(term.need('name'), program)
      const coefficient = term.number('coefficient', 0)
      const exponent = term.number('exponent', 1)
      terms.push((frame) => {
        const x = numberOf(field.get(frame))
        return x === null ? null : round(coefficient * (exponent === 1 ? x : x ** exponent))
      })
    } else if (term.name === 'CategoricalPredictor') {
      const field = scope.need(term.need('name'), program)
      const value = parseValue(term.need('value'), field.dataType)
      const coefficient = term.number('coefficient', 0)
      // A missing category contributes nothing.
      terms.push((frame) => sameValue(field.get(frame), value) ? coefficient : 0)
    } else if (term.name === 'PredictorTerm') {
      const coefficient = term.number('coefficient', 0)
      const fields = term.all('FieldRef').map((ref) => scope.need(ref.need('field'), program))
      terms.push((frame) => {
        let product = coefficient
        for (const field of fields) {
          const x = numberOf(field.get(frame))
          if (x === null) return null
          product *= x
        }
        return product
      })
    }
  }
  return (frame) => {
    let sum = intercept
    for (const term of terms) {
      const part = term(frame)
      if (part === null) return null
      sum = round(sum + part)
    }
    return sum
  }
}
