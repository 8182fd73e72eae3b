import { isRecord } from '../fields'
import type { MojoFolder } from './folder'

/** What H2O's own description of the training says; never needed to score. */
export interface Details {
  /** Parameters that differ from their defaults, as `name=value`. */
  readonly parameters: readonly string[]
  /** Relative importance per column as H2O computed it in training. */
  readonly importance: ReadonlyMap<string, number>
}

/** Reads `experimental/modelDetails.json` where it is there and is JSON; a damaged one says nothing. */
export function readDetails(folder: MojoFolder): Details {
  const none: Details = { parameters: [], importance: new Map() }
  if (!folder.has('experimental/modelDetails.json')) return none
  let document: unknown
  try {
    document = JSON.parse(new TextDecoder().decode(folder.bytes('experimental/modelDetails.json')))
  } catch {
    return none
  }
  return isRecord(document) ? { parameters: parametersOf(document['parameters']), importance: importanceOf(document['output']) } : none
}

function parametersOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown): readonly string[] => {
    if (!isRecord(item) || typeof item['name'] !== 'string') return []
    const value = item['input_value']
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return []
    return value === item['default_value'] ? [] : [`${item['name'].slice(0, 60)}=${String(value).slice(0, 60)}`]
  }).slice(0, 100)
}

function importanceOf(output: unknown): ReadonlyMap<string, number> {
  const table = isRecord(output) ? output['variable_importances'] : null
  const data = isRecord(table) ? table['data'] : null
  if (!Array.isArray(data)) return new Map()
  const [names, values] = data as readonly unknown[]
  if (!Array.isArray(names) || !Array.isArray(values)) return new Map()
  return new Map(names.flatMap((name: unknown, i): readonly (readonly [string, number])[] => {
    const value: unknown = values[i]
    return typeof name === 'string' && typeof value === 'number' ? [[name, value]] : []
  }))
}
