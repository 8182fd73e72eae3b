import type { AnalysisResult } from '../contract/analysis'
import type { Json } from '../contract/json'

/**
 * A copy of a value that canonical JSON can carry: NaN and ±∞ become null and their places are
 * listed, -0 becomes 0, undefined members are left out, typed arrays become arrays.
 */
function toJson(value: unknown, path: string, lost: string[]): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value === 0 ? 0 : value
    lost.push(`${path} is ${String(value)}`)
    return null
  }
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, `${path}[${String(index)}]`, lost))
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>, (item, index) => toJson(item, `${path}[${String(index)}]`, lost))
  }
  if (typeof value === 'object') {
    const out: Record<string, Json> = {}
    for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
      if (member !== undefined) out[key] = toJson(member, path === '' ? key : `${path}.${key}`, lost)
    }
    return out
  }
  throw new Error(`A result holds a ${typeof value} at ${path}.`)
}

/**
 * Makes a result fit for a run record. A number that is not finite is printed as a dash and said in
 * the warnings with its place, never dropped silently.
 */
export function jsonSafeResult(result: AnalysisResult): AnalysisResult {
  const lost: string[] = []
  const safe = toJson(result, '', lost) as unknown as AnalysisResult
  if (lost.length === 0) return safe
  const listed = lost.slice(0, 5).join('; ')
  const more = lost.length > 5 ? `; and ${String(lost.length - 5)} more` : ''
  return { ...safe, warnings: [...safe.warnings, `Not finite and therefore left empty: ${listed}${more}.`] }
}
