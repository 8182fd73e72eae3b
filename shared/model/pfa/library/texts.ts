import type { LibraryFunction } from '../machine'
import { RowProblem } from '../values'
import { numberAt, textAt } from './arguments'

/** Index of a part in code points; −1 where it is not there. */
function lastIndex(text: string, part: string): number {
  const at = text.lastIndexOf(part)
  return at < 0 ? -1 : Array.from(text.slice(0, at)).length
}

const clamped = (index: number, length: number): number => Math.min(length, Math.max(0, index < 0 ? length + index : index))

/** Further functions of texts (s.*). */
export const moreStrings: Readonly<Record<string, LibraryFunction>> = {
  's.count': (args) => { const [text, part] = [textAt(args, 0), textAt(args, 1)]; return text === '' || part === '' ? 0 : text.split(part).length - 1 },
  's.rindex': (args) => lastIndex(textAt(args, 0), textAt(args, 1)),
  's.substrto': (args, machine) => {
    const points = Array.from(textAt(args, 0))
    const start = clamped(numberAt(args, 1), points.length)
    const end = Math.max(start, clamped(numberAt(args, 2), points.length))
    machine.make(points.length)
    return points.slice(0, start).join('') + textAt(args, 3) + points.slice(end).join('')
  },
  's.replacefirst': (args) => { const [text, part] = [textAt(args, 0), textAt(args, 1)]; const at = text.indexOf(part); return at < 0 ? text : text.slice(0, at) + textAt(args, 2) + text.slice(at + part.length) },
  's.replacelast': (args) => { const [text, part] = [textAt(args, 0), textAt(args, 1)]; const at = text.lastIndexOf(part); return at < 0 ? text : text.slice(0, at) + textAt(args, 2) + text.slice(at + part.length) },
  's.translate': (args) => {
    const [from, to] = [Array.from(textAt(args, 1)), Array.from(textAt(args, 2))]
    return Array.from(textAt(args, 0)).map((point) => { const at = from.indexOf(point); return at < 0 ? point : (to[at] ?? '') }).join('')
  },
}

/** Seconds since 1970 of a row as a date; only UTC, since other zones depend on a table that the document does not hold. */
function dateAt(args: Parameters<LibraryFunction>[0]): Date {
  const [seconds, zone] = [numberAt(args, 0), textAt(args, 1)]
  if (!['', 'UTC', 'Etc/UTC', 'GMT', 'Etc/GMT'].includes(zone)) throw new RowProblem('a time zone other than UTC')
  if (!(seconds >= -62135596800 && seconds <= 253402300799)) throw new RowProblem('a time out of range')
  return new Date(Math.floor(seconds * 1000))
}

/** Days begin on Monday, which is 0. */
const weekday = (date: Date): number => (date.getUTCDay() + 6) % 7

/** Parts of a time (time.*). */
export const times: Readonly<Record<string, LibraryFunction>> = {
  'time.year': (args) => dateAt(args).getUTCFullYear(), 'time.monthOfYear': (args) => dateAt(args).getUTCMonth() + 1, 'time.dayOfMonth': (args) => dateAt(args).getUTCDate(),
  'time.dayOfWeek': (args) => weekday(dateAt(args)), 'time.hourOfDay': (args) => dateAt(args).getUTCHours(), 'time.minuteOfHour': (args) => dateAt(args).getUTCMinutes(), 'time.secondOfMinute': (args) => dateAt(args).getUTCSeconds(),
  'time.dayOfYear': (args) => { const date = dateAt(args); return Math.round((Date.UTC(2001, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(2001, 0, 1)) / 86_400_000) + 1 + (leap(date.getUTCFullYear()) && date.getUTCMonth() > 1 ? 1 : 0) },
  'time.isWeekend': (args) => weekday(dateAt(args)) >= 5,
  'time.isWorkHours': (args) => { const date = dateAt(args); return weekday(date) < 5 && date.getUTCHours() >= 9 && date.getUTCHours() < 17 },
}

const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
