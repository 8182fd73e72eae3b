import type { JobContext } from '../contract/job'
import type { Column, ColumnProfile } from '../contract/table'
import { textAt } from './column-access'
import { looksLikeExcelDate } from './excel-date'
import { hasLeadingZeros, isIntegerText } from './parse-number'

/** What column strips warn of; the words are what the person reads. */
export const columnFlags = {
  constant: 'constant',
  nearConstant: 'near-constant',
  mostlyMissing: 'mostly missing',
  allDistinct: 'all distinct',
  excelDates: 'possible Excel dates',
  leadingZeros: 'leading zeros kept',
  bigIntegers: 'integers beyond 2^53 kept as text',
  personal: 'possible personal data',
} as const

const email = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i
const phone = /^\+?[\d ()/-]{7,20}$/
const ssn = /^\d{3}-\d{2}-\d{4}$/
const iban = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/
const personalName = /^(?:name|first|last)$|(?:^|[_\s.-])(?:e-?mail|phone|mobile|ssn|iban|passport|surname|(?:first|last|full|middle)[_\s]?name|street|address|birth(?:day|date)?|dob|ip[_\s]?address)(?:$|[_\s.-])/i

/**
 * Flags of a column: constant (one value), near-constant (one value in ≥ 99 % of present cells), mostly
 * missing (> 50 %), all distinct (an identifier), spreadsheet damage, codes kept as text, personal data
 * (≥ 50 % of the texts look like addresses, numbers of persons, or the name says so). Over all rows.
 */
export function profileFlags(column: Column, profile: Omit<ColumnProfile, 'flags'>, job: JobContext): readonly string[] {
  const flags: string[] = []
  const present = profile.rows - profile.missingTotal
  if (profile.distinct === 1) flags.push(columnFlags.constant)
  else if (present > 0 && profile.distinct !== null && profile.distinct > 1 && topCount(column, profile) >= 0.99 * present) flags.push(columnFlags.nearConstant)
  if (profile.rows > 0 && profile.missingTotal > 0.5 * profile.rows) flags.push(columnFlags.mostlyMissing)
  if (present > 1 && profile.distinct === present && (column.kind !== 'number' || column.type === 'integer')) flags.push(columnFlags.allDistinct)
  let personal = personalName.test(column.name)
  if (column.kind !== 'number') {
    const seen = { excel: 0, zeros: 0, big: 0, personal: 0, total: 0 }
    const look = (text: string) => {
      seen.total++
      if (looksLikeExcelDate(text)) seen.excel++
      if (isIntegerText(text)) {
        if (hasLeadingZeros(text)) seen.zeros++
        if (!Number.isSafeInteger(Number(text))) seen.big++
      }
      if (email.test(text) || ssn.test(text) || iban.test(text) || (phone.test(text) && /[ ()/+-]/.test(text) && text.replace(/\D/g, '').length >= 9 && !/^\d{4}-\d{2}-\d{2}/.test(text))) seen.personal++
    }
    if (column.kind === 'category') column.levels.forEach(look)
    else for (let row = 0; row < profile.rows; row++) {
      if (row % 8192 === 0) job.checkpoint()
      if (column.missing !== null && column.missing[row] !== 0) continue
      if (worthLooking(column.bytes, column.offsets[row]!, column.offsets[row + 1]!)) look(textAt(column, row))
      else seen.total++
    }
    if (seen.excel > 0) flags.push(columnFlags.excelDates)
    if (seen.zeros > 0) flags.push(columnFlags.leadingZeros)
    if (seen.big > 0) flags.push(columnFlags.bigIntegers)
    if (seen.total > 0 && seen.personal >= 0.5 * seen.total) personal = true
  }
  if (personal) flags.push(columnFlags.personal)
  return flags
}

/** Cells of the most frequent value, as far as the profile can tell. */
function topCount(column: Column, profile: Omit<ColumnProfile, 'flags'>): number {
  if (column.kind !== 'number') return profile.bars[0]?.count ?? 0
  const most = profile.bars.reduce((top, bar) => Math.max(top, bar.count), 0)
  const present = profile.rows - profile.missingTotal
  if (most < 0.99 * present) return 0
  const counts = new Map<number, number>()
  let top = 0
  for (const value of column.values) {
    if (Number.isNaN(value)) continue
    const count = (counts.get(value) ?? 0) + 1
    if (counts.size < 100_000 || counts.has(value)) counts.set(value, count)
    if (count > top) top = count
  }
  return top
}

/** Whether bytes could be any of what is looked for; most texts are not, and need not be decoded. */
function worthLooking(bytes: Uint8Array, from: number, to: number): boolean {
  let [digits, letters, marks] = [0, 0, 0]
  for (let p = from; p < to; p++) {
    const byte = bytes[p]!
    if (byte === 64) return true
    if (byte >= 48 && byte <= 57) digits++
    else if (byte >= 65) letters++
    else marks++
  }
  if (digits === 0) return false
  if (letters === 0) return true
  return (marks > 0 && to - from < 24 && letters >= 3) || (marks === 0 && to - from >= 15 && to - from <= 34 && bytes[from]! >= 65 && bytes[from + 1]! >= 65)
}
