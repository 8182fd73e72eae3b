import { malformed } from '../problems'
import { addDerivedFields, compileExpression, expressionOf } from './expressions'
import { Scope, type Field, type Frame, type Getter, type ModelResult, type Program } from './frame'
import { compileAnomaly } from './models/anomaly'
import { compileClustering } from './models/clustering'
import type { Evaluate, ModelContext, NestedModel } from './models/context'
import { compileGeneralRegression } from './models/general-regression'
import { compileMining } from './models/mining'
import { compileNaiveBayes } from './models/naive-bayes'
import { compileNearestNeighbor } from './models/nearest-neighbor'
import { compileNeural } from './models/neural'
import { compileRegression } from './models/regression'
import { compileRuleSet } from './models/rule-set'
import { compileScorecard } from './models/scorecard'
import { compileSvm } from './models/svm'
import { compileTree } from './models/tree'
import { addMiningSchema, type MiningField } from './schema'
import { cast, dataTypeOf, numberOf, textOf, type Value } from './values'
import type { XmlElement } from './xml'

/** An output field a document declares, ready to be read per row. */
export interface CompiledOutput {
  readonly name: string
  readonly feature: string
  /** The target it speaks of, where the document names one. */
  readonly targetField: string | null
  readonly field: Field
}

/** One model with everything around it. */
export interface CompiledModel extends NestedModel {
  readonly miningFields: readonly MiningField[]
  readonly classification: boolean
  readonly classes: readonly string[]
  readonly outputFields: readonly CompiledOutput[]
  readonly target: string | null
}

const compilers: Readonly<Record<string, (context: ModelContext) => Evaluate>> = {
  TreeModel: compileTree,
  RegressionModel: compileRegression,
  GeneralRegressionModel: compileGeneralRegression,
  Scorecard: compileScorecard,
  MiningModel: compileMining,
  NaiveBayesModel: compileNaiveBayes,
  RuleSetModel: compileRuleSet,
  SupportVectorMachineModel: compileSvm,
  NeuralNetwork: compileNeural,
  ClusteringModel: compileClustering,
  NearestNeighborModel: compileNearestNeighbor,
  AnomalyDetectionModel: compileAnomaly,
  // The embedded models of PMML 3 compositions have the shape of the whole ones.
  Regression: compileRegression,
  DecisionTree: compileTree,
}

/**
 * Compiles a model element and its schema, transformations, targets and outputs.
 * @param transformations the document's TransformationDictionary, for the outermost model: its fields
 *   see values as that model's MiningSchema treats them.
 */
export function compileModel(element: XmlElement, outer: Scope, dictionary: ReadonlyMap<string, XmlElement>, program: Program, transformations: XmlElement | null = null): CompiledModel {
  program.spend()
  const scope = new Scope(outer)
  const miningFields = addMiningSchema(element, scope, outer, dictionary, program)
  addDerivedFields(transformations, scope, program)
  addDerivedFields(element.child('LocalTransformations'), scope, program)
  const target = miningFields.find((field) => field.usage === 'target' || field.usage === 'predicted')?.name ?? null
  const functionName = element.attr('functionName') ?? 'regression'
  const declared = target === null ? undefined : dictionary.get(target)
  const classification = functionName === 'classification' || (functionName === 'mixed' && declared?.attr('optype') !== 'continuous')
  const listed = (declared?.all('Value') ?? []).filter((value) => (value.attr('property') ?? 'valid') === 'valid').map((value) => value.need('value'))
  const classes = !classification ? [] : listed.length > 0 ? listed : classesNamed(element)
  const compiler = Object.hasOwn(compilers, element.name) ? compilers[element.name]! : null
  if (compiler === null) program.unsupported.add(`The model element ${element.name} is not evaluated here.`)
  if ((element.attr('isScorable') ?? 'true') === 'false') program.unsupported.add(`The ${element.name} says that it is not meant for scoring.`)
  const round = element.attr('x-mathContext') === 'float' ? Math.fround : (x: number): number => x
  const context: ModelContext = { element, scope, program, dictionary, classification, classes, round, nested: (inner, within) => compileModel(inner, within, dictionary, program) }
  const raw = compiler === null ? (): ModelResult => ({ value: null, probabilities: null }) : compiler(context)
  const evaluate = program.onceResult(withTargets(raw, element, target, classification))
  const outputs = new Scope(scope.parent)
  const inner = new Scope(scope)
  const outputFields = [...(element.child('Output')?.all('OutputField') ?? []), ...element.all('ResultField')].map((output): CompiledOutput => {
    const feature = output.attr('feature') ?? 'predictedValue'
    const field = outputField(output, feature, evaluate, inner, declared, program)
    inner.add(field)
    outputs.add(field)
    return { name: field.name, feature, targetField: output.attr('targetField'), field }
  })
  return { evaluate, outputs, miningFields, classification, classes, outputFields, target }
}

/** Classes as the model itself names them, in document order. */
function classesNamed(element: XmlElement): readonly string[] {
  const found = new Set<string>()
  const visit = (node: XmlElement): void => {
    const name = node.name === 'ScoreDistribution' || node.name === 'TargetValueCount' || node.name === 'TargetValueStat' ? node.attr('value') : node.name === 'RegressionTable' || node.name === 'PCell' ? node.attr('targetCategory') : node.name === 'Node' || node.name === 'SimpleRule' ? node.attr('score') : null
    if (name !== null) found.add(name)
    for (const child of node.elements) visit(child)
  }
  visit(element)
  return Array.from(found)
}

/** Rescaling, casting and limits of the Targets element; the default value where there is no prediction. */
function withTargets(raw: Evaluate, element: XmlElement, target: string | null, classification: boolean): Evaluate {
  const targets = element.child('Targets')?.all('Target') ?? []
  const found = targets.find((candidate) => candidate.attr('field') === target) ?? (targets.length === 1 ? targets[0] : undefined)
  if (found === undefined) return raw
  const values = found.all('TargetValue')
  if (classification) {
    const priors = new Map(values.flatMap((value) => value.attr('value') === null || value.attr('priorProbability') === null ? [] : [[value.need('value'), value.number('priorProbability', 0)] as const]))
    if (priors.size === 0) return raw
    const likely = Array.from(priors).reduce((a, b) => b[1] > a[1] ? b : a)[0]
    return (frame) => {
      const result = raw(frame)
      return result.value === null ? { ...result, value: likely, probabilities: priors } : result
    }
  }
  const fallback = values.find((value) => value.attr('defaultValue') !== null)?.number('defaultValue', 0) ?? null
  const low = found.number('min', -Infinity)
  const high = found.number('max', Infinity)
  const factor = found.number('rescaleFactor', 1)
  const constant = found.number('rescaleConstant', 0)
  const castInteger = found.attr('castInteger')
  return (frame) => {
    const result = raw(frame)
    const number = numberOf(result.value)
    if (number === null) return fallback === null ? result : { ...result, value: fallback }
    let y = Math.min(high, Math.max(low, number))
    if (factor !== 1) y *= factor
    if (constant !== 0) y += constant
    if (castInteger === 'round') y = Math.floor(y + 0.5)
    else if (castInteger === 'ceiling') y = Math.ceil(y)
    else if (castInteger === 'floor') y = Math.floor(y)
    return { ...result, value: y }
  }
}

function outputField(output: XmlElement, feature: string, evaluate: Evaluate, scope: Scope, declared: XmlElement | undefined, program: Program): Field {
  const name = output.need('name')
  const type = output.attr('dataType') ?? (feature === 'probability' || feature === 'confidence' ? 'double' : feature === 'predictedValue' ? (declared?.attr('dataType') ?? null) : null)
  const read = featureGetter(output, feature, evaluate, scope, program)
  // Outputs that are not needed for the score are left missing rather than refused.
  const get = program.once(type === null ? read : (frame) => cast(read(frame), dataTypeOf(type)))
  return { name, dataType: type === null ? 'string' : dataTypeOf(type), continuous: output.attr('optype') === 'continuous', values: [], get }
}

function featureGetter(output: XmlElement, feature: string, evaluate: Evaluate, scope: Scope, program: Program): Getter {
  const wanted = output.attr('value')
  switch (feature) {
    case 'predictedValue': case 'predictedDisplayValue': {
      const target = output.attr('targetField')
      return (frame) => { const result = evaluate(frame); return target !== null && result.targets?.has(target) === true ? result.targets.get(target)! : result.value }
    }
    case 'probability': return (frame) => labelled(evaluate(frame), wanted, evaluate(frame).probabilities)
    case 'confidence': case 'affinity': case 'clusterAffinity': case 'entityAffinity': return (frame) => labelled(evaluate(frame), wanted ?? evaluate(frame).entity ?? null, evaluate(frame).confidences ?? evaluate(frame).probabilities)
    case 'entityId': case 'clusterId': case 'leaf': {
      const rank = output.number('rank', 1)
      return (frame) => { const result = evaluate(frame); return result.entities === undefined ? (result.entity ?? null) : (result.entities[rank - 1] ?? null) }
    }
    case 'ruleValue': return (frame) => evaluate(frame).entity ?? null
    case 'reasonCode': {
      const rank = output.number('rank', 1)
      return (frame) => evaluate(frame).reasonCodes?.[rank - 1] ?? null
    }
    case 'transformedValue': case 'decision': {
      const expression = expressionOf(output) ?? output.elements.flatMap((child) => child.elements).find((child) => child.name === 'Apply') ?? null
      if (expression === null) throw malformed(program.file, `the output field "${output.need('name').slice(0, 60)}" has no expression`)
      return compileExpression(expression, scope, program)
    }
    default: return () => null
  }
}

function labelled(result: ModelResult, wanted: string | null, table: ReadonlyMap<string, number> | null): Value {
  if (table === null) return null
  const label = wanted ?? (result.value === null ? null : textOf(result.value))
  if (label === null) return null
  return table.get(label) ?? (wanted === null ? null : 0)
}

/** Fields of the data dictionary as the outermost scope; values come from the frame's current row. */
export function dictionaryScope(dictionary: ReadonlyMap<string, XmlElement>, program: Program): Scope {
  const scope = new Scope(null)
  for (const [name, element] of dictionary) {
    const dataType = dataTypeOf(element.attr('dataType'))
    const missing = new Set(element.all('Value').filter((value) => value.attr('property') === 'missing').map((value) => value.need('value')))
    scope.add({
      name, dataType, continuous: element.attr('optype') === 'continuous',
      values: element.all('Value').map((value) => value.need('value')),
      get: program.once((frame: Frame) => {
        const value = cast(frame.input(name), dataType)
        return value !== null && missing.size > 0 && missing.has(textOf(value)) ? null : value
      }),
    })
  }
  return scope
}
