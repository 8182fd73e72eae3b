import { malformed } from '../../problems'
import { noResult, type Frame, type Getter } from '../frame'
import { numberOf, parseValue, sameValue, textOf } from '../values'
import { arrayItems, type XmlElement } from '../xml'
import { mostProbable, type Evaluate, type ModelContext } from './context'
import { compileCox } from './cox'
import { inverseLink, normalised } from './links'

type Term = (frame: Frame) => number | null

/** Compiles a GeneralRegressionModel of every type the schema lists. */
export function compileGeneralRegression(context: ModelContext): Evaluate {
  const { element, program } = context
  const type = element.need('modelType')
  const design = designOf(context)
  const offset = offsetOf(context)
  if (type === 'CoxRegression') return compileCox(context, design(null))
  const parameter = element.number('linkParameter', element.number('distParameter', 1))
  if (type === 'multinomialLogistic' || (context.classification && type !== 'ordinalMultinomial' && context.classes.length > 2)) return multinomial(context, design, offset)
  if (type === 'ordinalMultinomial') return ordinal(context, design, offset)
  const linkName = type === 'generalizedLinear' ? (element.attr('linkFunction') ?? 'identity') : 'identity'
  const link = inverseLink(linkName, parameter)
  if (link === null || !['regression', 'generalLinear', 'generalizedLinear'].includes(type)) {
    program.unsupported.add(`The general regression "${type}" with link "${linkName}" is not known here.`)
    return () => noResult
  }
  const value = design(null)
  const trials = element.attr('trialsVariable') === null ? null : context.scope.need(element.need('trialsVariable'), program)
  const trialsValue = element.attr('trialsValue') === null ? null : element.number('trialsValue', 1)
  const mean: Term = (frame) => {
    const y = value(frame)
    const shift = offset(frame)
    return y === null || shift === null ? null : link(y + shift)
  }
  if (context.classification) {
    // A binomial model gives the probability of the category its cells name, or of the one that is not the reference.
    const named = element.child('ParamMatrix')?.all('PCell').find((cell) => cell.attr('targetCategory') !== null)?.attr('targetCategory')
    const reference = element.attr('targetReferenceCategory')
    const positive = named ?? context.classes.find((label) => label !== reference) ?? '1'
    const negative = reference ?? context.classes.find((label) => label !== positive) ?? '0'
    const own = named === undefined || named === null ? mean : ((inner: Term): Term => (frame) => {
      const y = inner(frame)
      const shift = offset(frame)
      return y === null || shift === null ? null : link(y + shift)
    })(design(named))
    return (frame) => {
      const p = own(frame)
      if (p === null) return noResult
      const probabilities = new Map([[positive, p], [negative, 1 - p]])
      return { value: mostProbable(probabilities), probabilities }
    }
  }
  return (frame) => {
    const mu = mean(frame)
    const n = trials === null ? trialsValue : numberOf(trials.get(frame))
    return mu === null ? noResult : { value: n === null ? mu : mu * n, probabilities: null }
  }
}

function multinomial(context: ModelContext, design: (target: string | null) => Term, offset: Term): Evaluate {
  const { element } = context
  const cells = element.child('ParamMatrix')?.all('PCell') ?? []
  const named = Array.from(new Set(cells.map((cell) => cell.attr('targetCategory')).filter((target) => target !== null)))
  const reference = element.attr('targetReferenceCategory') ?? context.classes.find((label) => !named.includes(label)) ?? null
  const labels = context.classes.length > 0 ? context.classes : [...named, ...(reference === null ? [] : [reference])]
  const terms = labels.map((label) => label === reference ? null : design(label))
  return (frame) => {
    const shift = offset(frame)
    const ys: number[] = []
    for (const term of terms) {
      const y = term === null ? 0 : term(frame)
      if (y === null || shift === null) return noResult
      ys.push(term === null ? 0 : y + shift)
    }
    const shares = normalised('softmax', ys)
    const probabilities = new Map(labels.map((label, i) => [label, shares[i]!]))
    return { value: mostProbable(probabilities), probabilities }
  }
}

/** Cumulative links: P(y ≤ class) per class but the last, in the order of the target's values. */
function ordinal(context: ModelContext, design: (target: string | null) => Term, offset: Term): Evaluate {
  const { element, program } = context
  const cells = element.child('ParamMatrix')?.all('PCell') ?? []
  const named = Array.from(new Set(cells.map((cell) => cell.attr('targetCategory')).filter((target) => target !== null)))
  const labels = context.classes.length > 0 ? context.classes : named
  const link = inverseLink(element.attr('cumulativeLink') ?? 'logit', 1)
  if (link === null) {
    program.unsupported.add('The cumulative link of a general regression is not known here.')
    return () => noResult
  }
  const terms = labels.slice(0, -1).map((label) => design(label))
  return (frame) => {
    const shift = offset(frame)
    const probabilities = new Map<string, number>()
    let before = 0
    for (let i = 0; i < labels.length; i++) {
      const y = i < terms.length ? terms[i]!(frame) : Infinity
      if (y === null || shift === null) return noResult
      const cumulative = i < terms.length ? link(y + shift) : 1
      probabilities.set(labels[i]!, cumulative - before)
      before = cumulative
    }
    return { value: mostProbable(probabilities), probabilities }
  }
}

function offsetOf({ element, scope, program }: ModelContext): Term {
  const fixed = element.number('offsetValue', 0)
  const variable = element.attr('offsetVariable')
  if (variable === null) return () => fixed
  const field = scope.need(variable, program)
  return (frame) => numberOf(field.get(frame))
}

/** The linear predictor for one target category: Σ beta · Π (covariate^exponent or factor indicator). */
function designOf(context: ModelContext): (target: string | null) => Term {
  const { element, scope, program } = context
  const factors = new Map((element.child('FactorList')?.all('Predictor') ?? []).map((predictor) => [predictor.need('name'), predictor]))
  const parameters = new Map<string, Term[]>()
  for (const parameter of element.child('ParameterList')?.all('Parameter') ?? []) parameters.set(parameter.need('name'), [])
  for (const cell of element.child('PPMatrix')?.all('PPCell') ?? []) {
    const list = parameters.get(cell.need('parameterName'))
    if (list === undefined) throw malformed(program.file, `a PPCell names the unknown parameter "${cell.need('parameterName').slice(0, 40)}"`)
    const name = cell.need('predictorName')
    const field = scope.need(name, program)
    const factor = factors.get(name)
    list.push(factor === undefined ? covariate(field.get, cell.number('value', 1)) : indicator(field.get, cell.need('value'), factor, context))
  }
  const cells = element.child('ParamMatrix')?.all('PCell') ?? []
  return (target) => {
    const used = cells.filter((cell) => cell.attr('targetCategory') === null || target === null || cell.attr('targetCategory') === target).map((cell) => {
      const terms = parameters.get(cell.need('parameterName'))
      if (terms === undefined) throw malformed(program.file, `a PCell names the unknown parameter "${cell.need('parameterName').slice(0, 40)}"`)
      return { beta: cell.number('beta', 0), terms }
    })
    return (frame) => {
      let sum = 0
      for (const { beta, terms } of used) {
        let product = beta
        for (const term of terms) {
          const x = term(frame)
          if (x === null) return null
          product *= x
        }
        sum += product
      }
      return sum
    }
  }
}

function covariate(get: Getter, exponent: number): Term {
  return (frame) => {
    const x = numberOf(get(frame))
    return x === null ? null : exponent === 1 ? x : x ** exponent
  }
}

/** 1 when the factor takes the value, else 0; or the entry of its contrast matrix. */
function indicator(get: Getter, value: string, factor: XmlElement, { scope, program }: ModelContext): Term {
  const field = scope.need(factor.need('name'), program)
  const matrix = factor.child('Matrix')
  const wanted = parseValue(value, field.dataType)
  if (matrix === null) return (frame) => {
    const x = get(frame)
    return x === null ? null : sameValue(x, wanted) ? 1 : 0
  }
  const listed = factor.child('Categories')?.all('Category').map((category) => category.need('value')) ?? []
  const categories = listed.length > 0 ? listed : field.values
  const rows = matrix.all('Array').map((array) => arrayItems(array).map(Number))
  const column = categories.findIndex((category) => category === value)
  if (column < 0) throw malformed(program.file, `a PPCell names the category "${value.slice(0, 40)}", which its factor does not have`)
  return (frame) => {
    const x = get(frame)
    if (x === null) return null
    const row = categories.findIndex((category) => category === textOf(x) || sameValue(parseValue(category, field.dataType), x))
    return rows[row]?.[column] ?? null
  }
}
