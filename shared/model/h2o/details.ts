import { isRecord } from '../fields'
import type { MojoFolder } from './folder'

/** What H2O's own description of the training says; never needed to score. */
export interface Details {
  /** Parameters that differ from their defaults, as `name=value`. */
  readonly parameters: readonly string[]
  /** Relative importance per column as H2O computed it in training. */
  readonly importance: ReadonlyMap<string, number>
}

/** The offset column of a MOJO written before its `model.ini` names it (3.22 and earlier); null where there is none. */
export function trainedOffset(folder: MojoFolder): string | null {
  const document = documentOf(folder)
  const parameters = document !== null && Array.isArray(document['parameters']) ? document['parameters'] as readonly unknown[] : []
  const found = parameters.find((item) => isRecord(item) && item['name'] === 'offset_column')
  const value = isRecord(found) && isRecord(found['actual_value']) ? found['actual_value']['column_name'] : null
  return typeof value === 'string' && value !== '' ? value : null
}

function documentOf(folder: MojoFolder): Readonly<Record<string, unknown>> | null {
  if (!folder.has('experimental/modelDetails.json')) return null
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(folder.bytes('experimental/modelDetails.json')))
    return isRecord(document) ? document : null
  } catch {
    return null
  }
}

/** Reads `experimental/modelDetails.json` where it is there and is JSON; a damaged one says nothing. */
export function readDetails(folder: MojoFolder): Details {
  const document = documentOf(folder)
  return document === null ? { parameters: [], importance: new Map() } : { parameters: parametersOf(document['parameters']), importance: importanceOf(document['output']) }
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
