import type { ModelCard, StructureNode } from '../../contract/model'
import type { PfaDocument, PfaOutput } from './document'
import { isMap, plainText, RecordValue, type Value } from './values'

/** Last steps that turn a score into a probability. */
const links = ['m.link.logit', 'm.link.probit', 'm.link.cloglog', 'm.link.softmax']

/** The card of a PFA document. */
export function cardOf(document: PfaDocument, outputs: readonly PfaOutput[], unsupported: readonly string[]): ModelCard {
  const { cells, compilation } = document
  const census = { nodes: 0, depth: 0, uses: new Map<string, number>(), labels: new Set<string>() }
  for (const { value } of cells) count(value, 0, census, new Set())
  const labels = outputs.find((output) => output.kind === 'label')
  const type = compilation.schemas.resolve(document.output)
  const classes = labels === undefined ? classesOfMap(outputs) : type.kind === 'enum' ? type.symbols : type.kind === 'boolean' ? ['false', 'true'] : [...census.labels].sort()
  const library = [...compilation.used].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).filter(([name]) => /[a-z]\./.test(name))
  const facts = [
    { label: 'Name', value: document.name }, { label: 'Version', value: document.version }, { label: 'Method', value: document.method },
    { label: 'Functions of the library', value: library.map(([name]) => name).join(', ') },
    { label: 'Own functions', value: compilation.functions.size === 0 ? '' : [...compilation.functions.keys()].join(', ') },
    { label: 'Cells', value: cells.map(({ name }) => name).join(', ') }, { label: 'Expressions', value: String(compilation.parts) },
    ...(census.nodes === 0 ? [] : [{ label: 'Tree nodes', value: String(census.nodes) }, { label: 'Tree depth', value: String(census.depth) }]),
  ]
  return {
    format: 'pfa', formatVersion: '', producer: '',
    task: classes.length === 2 ? 'binary' : classes.length > 2 ? 'multiclass' : 'regression',
    classes,
    inputs: document.inputs.map(({ name, type: kind, levels, positional }) => ({ name, type: kind, positional, ...(levels === undefined ? {} : { levels }) })),
    outputs: outputs.map(({ name, kind, classLabel }) => ({ name, kind, ...(classLabel === undefined ? {} : { classLabel }) })),
    facts: facts.filter((fact) => fact.value !== ''),
    structure: cells.map(({ name, value }): StructureNode => nodeOf(`Cell ${name}`, value, 0)),
    featureUse: [...census.uses].map(([name, uses]) => ({ name, uses })).sort((a, b) => b.uses - a.uses || (a.name < b.name ? -1 : 1)),
    unsupported, security: [], edits: [],
  }
}

/** Outputs whose last step is a link are probabilities: of each key of a map, or of the positive class. */
export function withLinks(outputs: readonly PfaOutput[], action: unknown): readonly PfaOutput[] {
  const last: unknown = Array.isArray(action) ? (action as readonly unknown[]).at(-1) : action
  const step = typeof last === 'object' && last !== null ? Object.keys(last)[0] ?? '' : ''
  if (!links.includes(step)) return outputs
  if (outputs.length === 1 && outputs[0]!.kind === 'value') return [{ ...outputs[0]!, name: 'probability:1', kind: 'probability', classLabel: '1' }]
  return step === 'm.link.softmax' ? outputs.map((output) => output.kind === 'value' ? { ...output, name: output.name.replace(/^score:/, 'probability:'), kind: 'probability', classLabel: output.classLabel ?? output.name.replace(/^score:/, '') } : output) : outputs
}

function classesOfMap(outputs: readonly PfaOutput[]): readonly string[] {
  const labels = outputs.filter((output) => output.kind === 'probability').map((output) => output.classLabel ?? '')
  return labels.length === 1 ? ['0', '1'] : labels
}

interface Census {
  nodes: number
  depth: number
  readonly uses: Map<string, number>
  readonly labels: Set<string>
}

function count(value: Value, depth: number, census: Census, seen: Set<Value>): void {
  if (value === null || typeof value !== 'object') return
  if (seen.has(value)) return
  seen.add(value)
  if (value instanceof RecordValue) {
    const field = value.fields.get('field')
    if (typeof field === 'string' && value.fields.has('operator')) {
      census.nodes++
      census.depth = Math.max(census.depth, depth + 1)
      census.uses.set(field, (census.uses.get(field) ?? 0) + 1)
      for (const branch of ['pass', 'fail', 'missing']) {
        const next = value.fields.get(branch)
        if (typeof next === 'string') census.labels.add(next)
      }
      for (const part of value.fields.values()) count(part, depth + 1, census, seen)
      return
    }
    for (const part of value.fields.values()) count(part, depth, census, seen)
  } else for (const part of isMap(value) ? value.values() : value) count(part, depth, census, seen)
}

const shownDepth = 8
const shownItems = 60

function nodeOf(label: string, value: Value, depth: number): StructureNode {
  if (value === null || typeof value !== 'object') return { label, detail: String(value).slice(0, 120), children: [] }
  const parts: readonly (readonly [string, Value])[] = value instanceof RecordValue ? [...value.fields] : isMap(value) ? [...value] : (value).map((item, i) => [String(i), item])
  const plain = parts.filter(([, part]) => part === null || typeof part !== 'object')
  const numbers = Array.isArray(value) && plain.length === parts.length
  const detail = numbers ? `${parts.length} items: ${plain.slice(0, 6).map(([, part]) => plainText(part)).join(', ')}${parts.length > 6 ? ', …' : ''}` : plain.slice(0, 6).map(([name, part]) => `${name}=${plainText(part).slice(0, 40)}`).join(', ')
  const inner = numbers || depth >= shownDepth ? [] : (value instanceof RecordValue ? parts.filter(([, part]) => part !== null && typeof part === 'object') : parts)
  return { label, detail, children: inner.slice(0, shownItems).map(([name, part]) => nodeOf(name, part, depth + 1)) }
}
