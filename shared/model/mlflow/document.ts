import { parse } from 'yaml'
import { isRecord } from '../fields'
import { malformed } from '../problems'

/** One column of a signature. */
export interface SignatureColumn {
  readonly name: string
  readonly type: string
}

/** What an MLmodel file says. */
export interface MlModel {
  readonly version: string
  readonly run: string
  readonly created: string
  /** Flavours in file order with their entries as written. */
  readonly flavours: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Null when the model was saved without a signature. */
  readonly inputs: readonly SignatureColumn[] | null
}

const text = (value: unknown): string => typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/**
 * Reads an MLmodel file. YAML tags and aliases are not followed.
 * @throws ExpectedError `model.malformed`.
 */
export function readMlModel(content: string, file: string): MlModel {
  let document: unknown
  try {
    document = parse(content, { maxAliasCount: 0, uniqueKeys: false, schema: 'core', logLevel: 'error' })
  } catch {
    throw malformed(file, 'MLmodel is not YAML that can be read')
  }
  if (!isRecord(document) || !isRecord(document['flavors'])) throw malformed(file, 'MLmodel names no flavors')
  const signature = isRecord(document['signature']) ? document['signature'] : null
  return {
    version: text(document['mlflow_version']),
    run: text(document['run_id']),
    created: text(document['utc_time_created']),
    flavours: new Map(Object.entries(document['flavors']).map(([name, entries]) => [name, isRecord(entries) ? entries : {}])),
    inputs: columnsOf(signature?.['inputs']),
  }
}

/** Named columns of a signature, which is JSON within the YAML; null for tensors and where there is none. */
function columnsOf(value: unknown): readonly SignatureColumn[] | null {
  if (typeof value !== 'string') return null
  let list: unknown
  try {
    list = JSON.parse(value)
  } catch {
    return null
  }
  if (!Array.isArray(list) || list.length === 0) return null
  const columns = list.flatMap((item: unknown): readonly SignatureColumn[] => isRecord(item) && typeof item['name'] === 'string' ? [{ name: item['name'], type: text(item['type']) }] : [])
  return columns.length === list.length ? columns : null
}

/** Keys under which flavours name their model file. */
const fileKeys = ['pickled_model', 'data', 'model_data', 'model_path'] as const

/** Paths a flavour may keep its model under, the library's own flavour before the generic one. */
export function modelPaths(model: MlModel): readonly string[] {
  const flavours = Array.from(model.flavours).sort(([a], [b]) => Number(a === 'python_function') - Number(b === 'python_function'))
  return flavours.flatMap(([, entries]) => fileKeys.flatMap((key) => typeof entries[key] === 'string' ? [entries[key]] : []))
}
