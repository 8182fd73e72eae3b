import type { ModelCard, StructureNode } from '../../contract/model'
import type { GraphNode, OnnxGraph, OnnxModel } from './graph'
import type { OutputPlan } from './outputs'
import type { Signature } from './signature'

/** What reading found besides the graph itself. */
export interface Findings {
  readonly edits: readonly string[]
  readonly unsupported: readonly string[]
  readonly security: readonly string[]
}

/** The card of an ONNX model. */
export function cardOf(model: OnnxModel, signature: Signature, plan: OutputPlan, findings: Findings): ModelCard {
  const ops = countOps(model.graph, new Map())
  const facts = [
    { label: 'Opsets', value: model.opsets.map((opset) => `${opset.domain === '' ? 'ai.onnx' : opset.domain} ${opset.version}`).join(', ') },
    { label: 'Graph', value: model.graph.name },
    { label: 'Operators', value: Array.from(ops, ([op, count]) => count === 1 ? op : `${op} × ${count}`).join(', ') },
    { label: 'Constants', value: String(model.graph.initializers.length) },
    ...ensembleFacts(model.graph),
    ...(signature.batch === null ? [] : [{ label: 'Rows per run', value: `fixed to ${signature.batch} by the graph` }]),
    ...(plan.ignored.length === 0 ? [] : [{ label: 'Outputs left out', value: plan.ignored.join(', ') }]),
    ...(model.doc === '' ? [] : [{ label: 'Description', value: model.doc.slice(0, 2000) }]),
    ...Object.entries(model.metadata).slice(0, 50).map(([key, value]) => ({ label: `Metadata ${key}`, value: value.slice(0, 500) })),
  ]
  return {
    format: 'onnx',
    formatVersion: `IR ${model.irVersion}`,
    producer: model.producer,
    task: plan.task,
    classes: plan.classes,
    inputs: signature.inputs,
    outputs: plan.tensors.flatMap((tensor) => tensor.columns),
    facts: facts.filter((fact) => fact.value !== ''),
    structure: structureOf(model.graph),
    featureUse: featureUse(model.graph, signature),
    ...findings,
  }
}

function countOps(graph: OnnxGraph, counts: Map<string, number>): Map<string, number> {
  for (const node of graph.nodes) {
    const op = node.domain === '' || node.domain === 'ai.onnx' || node.domain === 'ai.onnx.ml' ? node.op : `${node.domain}.${node.op}`
    counts.set(op, (counts.get(op) ?? 0) + 1)
    for (const inner of node.inner) countOps(inner, counts)
  }
  return counts
}

/** Operators by name, subgraphs included. */
export function operatorsOf(graph: OnnxGraph): ReadonlySet<string> {
  return new Set(countOps(graph, new Map()).keys())
}

function ensembleFacts(graph: OnnxGraph): readonly { readonly label: string; readonly value: string }[] {
  const ensembles = graph.nodes.filter((node) => node.op.startsWith('TreeEnsemble'))
  if (ensembles.length === 0) return []
  const ints = (node: GraphNode, name: string): readonly number[] => node.attributes.find((attribute) => attribute.name === name)?.ints ?? []
  const trees = ensembles.reduce((sum, node) => sum + (ints(node, 'tree_roots').length > 0 ? ints(node, 'tree_roots').length : new Set(ints(node, 'nodes_treeids')).size), 0)
  const nodes = ensembles.reduce((sum, node) => sum + ints(node, 'nodes_featureids').length, 0)
  return [{ label: 'Trees', value: String(trees) }, { label: 'Tree nodes', value: String(nodes) }]
}

function structureOf(graph: OnnxGraph): readonly StructureNode[] {
  return graph.nodes.slice(0, 500).map((node): StructureNode => ({
    label: node.name === '' ? node.op : `${node.op} (${node.name})`,
    detail: `${node.inputs.join(', ')} → ${node.outputs.join(', ')}`.slice(0, 500),
    children: [
      ...node.attributes.slice(0, 40).map((attribute) => ({ label: attribute.name, detail: attributeText(attribute), children: [] })),
      ...node.inner.map((inner) => ({ label: `Subgraph ${inner.name}`, detail: `${inner.nodes.length} nodes`, children: structureOf(inner) })),
    ],
  }))
}

function attributeText(attribute: GraphNode['attributes'][number]): string {
  if (attribute.text !== null) return attribute.text.slice(0, 200)
  if (attribute.texts.length > 0) return `${attribute.texts.slice(0, 10).join(', ')}${attribute.texts.length > 10 ? ` … ${attribute.texts.length} texts` : ''}`.slice(0, 300)
  if (attribute.ints.length > 0) return `${attribute.ints.slice(0, 10).join(', ')}${attribute.ints.length > 10 ? ` … ${attribute.ints.length} integers` : ''}`
  if (attribute.floatCount > 0) return `${attribute.floatCount} numbers`
  if (attribute.tensor !== null) return `${attribute.tensor.element} [${attribute.tensor.dims.join(', ')}]`
  return attribute.int === null ? '' : String(attribute.int)
}

/** Splits per input, where a tree ensemble reads the input matrix itself. */
function featureUse(graph: OnnxGraph, signature: Signature): ModelCard['featureUse'] {
  const counts = new Map<string, number>()
  for (const node of graph.nodes) {
    const tensor = signature.tensors.find((candidate) => candidate.name === node.inputs[0])
    if (tensor === undefined || !node.op.startsWith('TreeEnsemble')) continue
    const ids = node.attributes.find((attribute) => attribute.name === 'nodes_featureids')?.ints ?? []
    const modes = node.attributes.find((attribute) => attribute.name === 'nodes_modes')?.texts ?? []
    ids.forEach((id, i) => {
      const input = modes[i] === 'LEAF' ? undefined : signature.inputs[tensor.from + id]
      if (input !== undefined) counts.set(input.name, (counts.get(input.name) ?? 0) + 1)
    })
  }
  return Array.from(counts, ([name, uses]) => ({ name, uses })).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1))
}
