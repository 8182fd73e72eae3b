/**
 * Numbers as this app writes them, the same everywhere. Missing is an en dash with a word for
 * screen readers left to the caller; a true minus sign, so that columns line up.
 */
export const absent = '–'

const minus = (text: string): string => text.replace('-', '−')

/** Whole numbers with thin groups: 1,561. NaN and ±∞ are named. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return absent
  return minus(Math.round(value).toLocaleString('en-US'))
}

/**
 * Four significant digits, trailing zeros kept off; exponents below 1e-4 and from 1e7.
 * NaN is an en dash, ±∞ is ∞.
 */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return absent
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-4 || size >= 1e7) return minus(Number(value.toPrecision(digits)).toExponential().replace('e+', 'e'))
  if (Number.isInteger(value)) return minus(value.toLocaleString('en-US'))
  return minus(Number(value.toPrecision(Math.max(digits, Math.floor(Math.log10(size)) + 1))).toLocaleString('en-US', { maximumFractionDigits: 12 }))
}

/** A share as a percentage with one decimal: 0.1234 → 12.3 %. Never rounds something to nothing. */
export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined || Number.isNaN(share)) return absent
  if (share === 0) return '0 %'
  if (Math.abs(share) < 0.0005) return share > 0 ? '< 0.1 %' : '> −0.1 %'
  if (share < 1 && share > 0.9995) return '> 99.9 %'
  return `${minus((share * 100).toFixed(1))} %`
}

/** A p-value: three significant digits, and "< 0.0001" below. */
export function formatP(p: number): string {
  if (Number.isNaN(p)) return absent
  if (p < 0.0001) return '< 0.0001'
  if (p >= 0.1) return p.toFixed(3)
  return String(Number(p.toPrecision(3)))
}

/** Bytes in the unit a person uses: 12.3 MB (powers of 1000). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? String(Math.round(value)) : value.toFixed(1)} ${units[unit] ?? 'B'}`
}

/** A date and time of an ISO instant in the workstation's zone: 2026-03-09 14:05. */
export function formatInstant(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso === '' ? absent : iso
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Milliseconds as a person says them: "8 s", "2 min 10 s". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** "1 dataset", "3 datasets". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** A value of a column as the strip and the grid write it; dates are ms since 1970-01-01 UTC. */
export function formatColumnValue(value: number | null, type: 'integer' | 'decimal' | 'date' | 'boolean' | 'category' | 'text'): string {
  if (value === null || Number.isNaN(value)) return absent
  if (type === 'date') return new Date(value).toISOString().slice(0, 10)
  if (type === 'boolean') return value === 0 ? 'false' : 'true'
  return formatNumber(value)
}
