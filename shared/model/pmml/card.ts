import type { ModelCard, ModelInput, ModelOutput, StructureNode } from '../../contract/model'
import type { CompiledModel } from './compile'
import { dataTypeOf, isNumeric } from './values'
import type { Verification } from './verification'
import type { XmlElement } from './xml'

/** The card of a PMML document. */
export function cardOf(root: XmlElement, element: XmlElement | null, model: CompiledModel | null, dictionary: ReadonlyMap<string, XmlElement>, unsupported: readonly string[], verification: Verification | null): ModelCard {
  const header = root.child('Header')
  const application = header?.child('Application')
  const inputs = inputsOf(model, dictionary)
  const classes = model?.classes ?? []
  const facts = [
    { label: 'Model', value: element === null ? 'none' : [element.name, element.attr('modelName') ?? ''].filter((part) => part !== '').join(' ') },
    { label: 'Function', value: element?.attr('functionName') ?? '' },
    { label: 'Algorithm', value: element?.attr('algorithmName') ?? '' },
    { label: 'Target', value: model?.target ?? '' },
    { label: 'Description', value: header?.attr('description') ?? '' },
    { label: 'Timestamp', value: header?.child('Timestamp')?.text.trim() ?? '' },
    ...countsOf(element),
    ...(verification === null ? [] : [{ label: 'Model verification', value: verification.agreeing === verification.rows ? `all ${verification.rows} rows agree` : `${verification.rows - verification.agreeing} of ${verification.rows} rows differ (${verification.first ?? ''})` }]),
  ]
  return {
    format: 'pmml',
    formatVersion: root.attr('version') ?? '',
    producer: [application?.attr('name') ?? '', application?.attr('version') ?? ''].filter((part) => part !== '').join(' '),
    task: model?.classification === true ? (classes.length === 2 ? 'binary' : 'multiclass') : element?.name === 'ClusteringModel' ? 'multiclass' : 'regression',
    classes,
    inputs,
    outputs: model === null ? [] : outputsOf(model, element),
    facts: facts.filter((fact) => fact.value !== ''),
    structure: element === null ? [] : [structureOf(element, 0)],
    featureUse: useOf(element, inputs),
    unsupported,
    security: [],
    edits: [],
  }
}

function inputsOf(model: CompiledModel | null, dictionary: ReadonlyMap<string, XmlElement>): readonly ModelInput[] {
  return (model?.miningFields ?? []).filter((field) => field.usage === 'active' || field.usage === 'group').flatMap((field): readonly ModelInput[] => {
    const declared = dictionary.get(field.name)
    if (declared === undefined) return []
    const dataType = dataTypeOf(declared.attr('dataType'))
    const levels = declared.all('Value').filter((value) => (value.attr('property') ?? 'valid') === 'valid').map((value) => value.attr('value') ?? '')
    const type = dataType === 'boolean' ? 'boolean' : isNumeric(dataType) && declared.attr('optype') !== 'categorical' ? 'number' : 'category'
    return [{ name: field.name, type, ...(levels.length === 0 ? {} : { levels }), positional: false }]
  })
}

/** What is scored: label and class probabilities, or the value; then declared outputs that say more. */
export function outputsOf(model: CompiledModel, element: XmlElement | null): readonly ModelOutput[] {
  const own: ModelOutput[] = model.classification
    ? [{ name: 'label', kind: 'label' }, ...(element?.name === 'RuleSetModel' || element?.name === 'SupportVectorMachineModel' ? [] : model.classes).map((classLabel): ModelOutput => ({ name: `probability:${classLabel}`, kind: 'probability', classLabel }))]
    : [element?.name === 'ClusteringModel' ? { name: 'label', kind: 'label' } : { name: 'score', kind: 'value' }]
  if (element?.attr('modelType') === 'CoxRegression' && !model.outputFields.some((output) => output.name === 'survival')) own.push({ name: 'survival', kind: 'value' })
  const taken = new Set(own.map((output) => output.name))
  for (const output of model.outputFields) {
    const other = output.feature === 'predictedValue' && output.targetField !== null && output.targetField !== model.target
    if (!other && !['transformedValue', 'decision', 'reasonCode', 'entityId', 'affinity'].includes(output.feature) || taken.has(output.name)) continue
    taken.add(output.name)
    own.push({ name: output.name, kind: isNumeric(output.field.dataType) ? 'value' : 'label' })
  }
  return own
}

const counted = ['Segment', 'Node', 'RegressionTable', 'NumericPredictor', 'CategoricalPredictor', 'PCell', 'Characteristic', 'SimpleRule', 'Neuron', 'SupportVector', 'Cluster', 'DerivedField']

function countsOf(element: XmlElement | null): readonly { readonly label: string; readonly value: string }[] {
  const counts = new Map<string, number>()
  walk(element, (node) => { if (counted.includes(node.name)) counts.set(node.name, (counts.get(node.name) ?? 0) + 1) })
  return Array.from(counts, ([name, count]) => ({ label: `${name} elements`, value: String(count) }))
}

function walk(element: XmlElement | null, visit: (element: XmlElement) => void): void {
  const stack = element === null ? [] : [element]
  while (stack.length > 0) {
    const node = stack.pop()!
    visit(node)
    for (const child of node.elements) stack.push(child)
  }
}

function structureOf(element: XmlElement, depth: number): StructureNode {
  const detail = Object.entries(element.attributes).slice(0, 6).map(([key, value]) => `${key}=${value.slice(0, 60)}`).join(', ')
  const children = depth >= 8 ? [] : element.elements.slice(0, 100).map((child) => structureOf(child, depth + 1))
  return { label: element.name, detail, children }
}

/** How often each input is named by predicates, predictors and expressions. */
function useOf(element: XmlElement | null, inputs: readonly ModelInput[]): ModelCard['featureUse'] {
  const counts = new Map(inputs.map((input) => [input.name, 0]))
  walk(element, (node) => {
    const name = node.name === 'MiningField' || node.name === 'OutputField' ? null : (node.attr('field') ?? (['NumericPredictor', 'CategoricalPredictor'].includes(node.name) ? node.attr('name') : null) ?? node.attr('predictorName') ?? node.attr('fieldName'))
    if (name !== null && counts.has(name)) counts.set(name, counts.get(name)! + 1)
  })
  return Array.from(counts, ([name, uses]) => ({ name, uses })).filter((use) => use.uses > 0).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1))
}
