import type { StructureNode } from '../../contract/model'
import { DType, NdArray } from '../pickle/numpy'
import { PyDict, PyGlobal, PyObject, PySet, type PyValue } from '../pickle/values'
import { listOfValue } from './estimator'

const shownItems = 60
const shownDepth = 4

/** A value of a pickle in a few words. */
export function wordsOf(value: PyValue | undefined): string {
  if (value === undefined || value === null) return 'None'
  if (typeof value === 'string') return value.length > 80 ? `${value.slice(0, 77)}...` : value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`
  if (value instanceof PyGlobal) return value.path
  if (value instanceof PyObject) return value.path === '' ? 'object' : value.path
  if (value instanceof PyDict) return `dictionary of ${value.entries.size}`
  if (value instanceof PySet) return `set of ${value.items.length}`
  if (value instanceof DType) return `element type ${value.kind}${value.size}`
  if (value instanceof NdArray) return value.length === 1 ? `[${wordsOf(value.values()[0])}]` : `array ${value.shape.join(' × ')}`
  return (value).length <= 6 ? `[${(value).map((item) => typeof item === 'object' && item !== null ? '…' : wordsOf(item)).join(', ')}]` : `list of ${(value).length}`
}

/** Parameters (as set before fitting) and what was fitted (names ending in _), estimators within as nodes of their own. */
export function structureOf(value: PyValue | undefined, label: string, depth = 0): StructureNode {
  if (!(value instanceof PyObject) || !(value.state instanceof PyDict) || depth >= shownDepth) return { label, detail: wordsOf(value), children: [] }
  const children: StructureNode[] = []
  for (const [key, held] of value.state.entries) {
    if (children.length >= shownItems) break
    if (typeof key !== 'string' || key.startsWith('_')) continue
    const parts = value.className === 'Pipeline' || key === 'transformers_' || key === 'steps' ? listOfValue(held) : null
    if (parts !== null && (key === 'steps' || key === 'transformers_')) {
      parts.slice(0, shownItems).forEach((part, i) => {
        const [name, step, columns] = listOfValue(part) ?? []
        const node = structureOf(step, typeof name === 'string' ? name : `step ${i}`, depth + 1)
        children.push(columns === undefined ? node : { ...node, detail: `${node.detail} on ${wordsOf(columns)}` })
      })
    } else if (held instanceof PyObject && held.state instanceof PyDict && !held.className.includes('RandomState')) {
      children.push(structureOf(held, key, depth + 1))
    } else {
      children.push({ label: key, detail: wordsOf(held), children: [] })
    }
  }
  return { label, detail: value.path, children }
}

/** Parameters that were set before fitting, plain values only. */
export function parametersOf(value: PyObject): readonly string[] {
  if (!(value.state instanceof PyDict)) return []
  return Array.from(value.state.entries).flatMap(([key, held]) =>
    typeof key !== 'string' || key.startsWith('_') || key.endsWith('_') || held === null || (typeof held === 'object' && !(held instanceof PyGlobal)) ? [] : [`${key}=${wordsOf(held)}`])
}
