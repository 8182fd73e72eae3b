import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpectedError } from '../../../../shared/contract/errors'
import type { Column, Table } from '../../../../shared/contract/table'
import { cellText } from '../../../../shared/table'
import { compileExpression, deriveColumns, keepRows } from '../../../../shared/table/expression'
import { roundDecimal } from '../../../../shared/table/expression/functions'
import { periodOf } from '../../../../shared/table/period'

const job = { checkpoint: () => undefined, progress: () => undefined }
const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`)
const table: Table = {
  rows: 4,
  columns: [
    { kind: 'number', type: 'decimal', name: 'income', missing: Uint8Array.of(0, 0, 1, 0), values: Float64Array.of(1200, 0, NaN, -30.5) },
    { kind: 'number', type: 'integer', name: 'age', missing: null, values: Float64Array.of(20, 45, 65, 44) },
    { kind: 'number', type: 'date', name: 'when', missing: null, values: Float64Array.of(day('2026-01-01'), day('2025-12-31'), day('2026-03-31'), day('2024-02-29')) },
    { kind: 'number', type: 'boolean', name: 'owner', missing: Uint8Array.of(0, 0, 0, 1), values: Float64Array.of(1, 0, 1, NaN) },
    { kind: 'category', name: 'region', missing: Uint8Array.of(0, 0, 1, 0), codes: Int32Array.of(0, 1, -1, 0), levels: ['north', '0042'] },
    { kind: 'number', type: 'integer', name: 'debt to income', missing: null, values: Float64Array.of(1, 2, 3, 4) },
  ],
}
const cells = (expression: string): readonly string[] => {
  const { table: grown } = deriveColumns(table, [{ column: 'made', expression }], job)
  const column: Column = grown.columns.at(-1)!
  return Array.from({ length: 4 }, (_, row) => (column.missing !== null && column.missing[row] !== 0 ? '∅' : cellText(column, row)))
}
const failure = (expression: string): ExpectedError => {
  try {
    compileExpression(expression, table)
  } catch (thrown) {
    if (thrown instanceof ExpectedError) return thrown
    throw thrown
  }
  throw new Error(`"${expression}" was taken`)
}

describe('expressions', () => {
  it.each([
    ['income / 12', ['100', '0', '∅', String(-30.5 / 12)]],
    ['1 / income', [String(1 / 1200), '∅', '∅', String(1 / -30.5)]],
    ['-age + 2 * 3', ['-14', '-39', '-59', '-38']],
    ['10 - 4 - 3', ['3', '3', '3', '3']],
    ['age % 7', ['6', '3', '2', '2']],
    ['`debt to income` * [debt to income]', ['1', '4', '9', '16']],
    ["region = 'north'", ['true', 'false', '∅', 'true']],
    ["region in ('south', '0042')", ['false', 'true', '∅', 'false']],
    ["region not in ('north')", ['false', 'true', '∅', 'false']],
    ['age in (20, 65, income)', ['true', 'false', 'true', 'false']],
    ['income is missing', ['false', 'false', 'true', 'false']],
    ['not (region is not missing)', ['false', 'false', 'true', 'false']],
    ['income > 0 and owner', ['true', 'false', '∅', 'false']],
    ['income > 0 or owner', ['true', 'false', 'true', '∅']],
    ["if(owner, 'yes', 'no')", ['yes', 'no', 'yes', '∅']],
    ['coalesce(income, age)', ['1200', '0', '65', '-30.5']],
    ['if(age > 44, age, missing)', ['∅', '45', '65', '∅']],
    ['cut(age, 25, 45, 65)', ['below 25', '45 to below 65', '65 and above', '25 to below 45']],
    ["period(when, 'month')", ['2026-01', '2025-12', '2026-03', '2024-02']],
    ["period(when, 'week')", ['2026-W01', '2026-W01', '2026-W14', '2024-W09']],
    ["when >= date('2026-01-01')", ['true', 'false', 'true', 'false']],
    ["when - date('2025-12-31')", ['1', '0', '90', '-671']],
    ['when + 1', ['2026-01-02', '2026-01-01', '2026-04-01', '2024-03-01']],
    ['number(region)', ['∅', '42', '∅', '∅']],
    ["concat(upper(left(region, 2)), '-', text(age))", ['NO-20', '00-45', '∅', 'NO-44']],
    ["replace(region, '0', 'oo')", ['north', 'oooo42', '∅', 'north']],
    ["'it''s' = \"it's\"", ['true', 'true', 'true', 'true']],
    ['sqrt(income) is missing', ['false', 'false', 'true', 'true']],
    ['1 < 2 AND NOT false', ['true', 'true', 'true', 'true']],
  ] as const)('%s', (expression, expected) => {
    expect(cells(expression)).toEqual(expected)
  })

  it.each([
    ['', 'expression.syntax', 1], ['income +', 'expression.syntax', 9], ['(income', 'expression.syntax', 1], ['1 < age < 3', 'expression.syntax', 9],
    ["'open", 'expression.syntax', 1], ['2x', 'expression.syntax', 1], ['age; drop', 'expression.syntax', 4], ['age age', 'expression.syntax', 5],
    ['incom', 'expression.unknown-column', 1], ['age + Region', 'expression.unknown-column', 7], ['eval(age)', 'expression.unknown-function', 1],
    ['constructor(age)', 'expression.unknown-function', 1], ['region > 3', 'expression.type', 1], ["age + 'x'", 'expression.type', 1],
    ['if(age, 1, 2)', 'expression.type', 4], ["if(owner, 1, 'x')", 'expression.type', 11], ['abs()', 'expression.type', 1], ["period(when, 'fortnight')", 'expression.type', 14],
    ['missing', 'expression.type', 1],
  ] as const)('names the place of the mistake in %j', (expression, code, position) => {
    const { code: found, details } = failure(expression)
    expect([found, details['position']]).toEqual([code, position])
    expect(details.remedy).toMatch(/\w/)
  })

  it('refuses what is too long, too deep or too much', () => {
    const chain = Array.from({ length: 900 }, () => 'age').join('+')
    expect([`'${'x'.repeat(5000)}'`, `${'('.repeat(200)}age${')'.repeat(200)}`, `${'-'.repeat(200)}age`, `${'not '.repeat(200)}owner`, chain].map((expression) => failure(expression).code)).toEqual(Array.from({ length: 5 }, () => 'expression.limit'))
  })

  it('takes time in proportion to its length however it is nested', () => {
    const nested = Array.from({ length: 60 }).reduce<string>((inner) => `(${inner} in (true, false))`, 'owner')
    expect(cells(nested)).toEqual(['true', 'true', 'true', '∅'])
    expect(cells(Array.from({ length: 400 }, () => 'age').join(' % '))).toEqual(['0', '0', '0', '0'])
  })

  it('computes with whole numbers as the host does, in the same order of binding', () => {
    type Said = readonly [text: string, value: number]
    const operand = fc.oneof(fc.integer({ min: 0, max: 99 }).map((value): Said => [String(value), value]), fc.constant<Said>(['age', 45]))
    // Every operand is in parentheses or a single word, so that the value of the whole is known by construction.
    const tree = fc.letrec<{ node: Said; factor: Said; sum: Said }>((tie) => ({
      factor: fc.oneof({ maxDepth: 4 }, operand, tie('node').map(([text, value]): Said => [`(${text})`, value]), tie('factor').map(([text, value]): Said => [`-${text}`, -value])),
      sum: fc.tuple(tie('factor'), tie('factor'), tie('factor'), fc.boolean()).map(([[a, x], [b, y], [c, z], minus]): Said => [`${a} ${minus ? '-' : '+'} ${b} * ${c}`, minus ? x - y * z : x + y * z]),
      node: fc.oneof({ maxDepth: 4 }, tie('factor'), tie('sum'), fc.tuple(tie('factor'), tie('factor'), tie('factor')).map(([[a, x], [b, y], [c, z]]): Said => [`${a} - ${b} - ${c}`, x - y - z])),
    })).node
    fc.assert(fc.property(tree, ([expression, expected]) => {
      const value = compileExpression(`0 + (${expression})`, table)
      expect(value.type === 'text' ? null : value.at(1) + 0).toBe(expected + 0)
    }), { numRuns: 200 })
  })

  it('never throws anything but an expected error on any text', () => {
    const piece = fc.oneof(fc.constantFrom('(', ')', ',', 'age', 'region', 'when', 'and', 'not', 'in', 'is', 'missing', '=', '<', '+', '%', "'", '`', '[', '1e', '1.5e-3', 'if(', 'cut(', 'date(', 'period('), fc.string({ maxLength: 4 }))
    fc.assert(fc.property(fc.array(piece, { maxLength: 25 }).map((parts) => parts.join(' ')), (expression) => {
      try {
        compileExpression(expression, table)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(ExpectedError)
      }
    }), { numRuns: 400 })
  })

  it('rounds half away from zero on the decimal form', () => {
    expect([roundDecimal(1.005, 2), roundDecimal(-2.5, 0), roundDecimal(1234.5, -2), roundDecimal(1e21, 2), roundDecimal(2.675, 2)]).toEqual([1.01, -3, 1200, 1e21, 2.68])
  })
})

describe('derived columns and filters', () => {
  it('builds one on another and refuses to replace a column of the file', () => {
    const { table: grown, reports } = deriveColumns(table, [{ column: 'monthly', expression: 'income / 12' }, { column: 'high', expression: 'monthly > 50' }], job)
    expect(grown.columns.map(({ name }) => name).slice(-2)).toEqual(['monthly', 'high'])
    expect(reports).toMatchObject([{ type: 'decimal', missing: 1 }, { type: 'boolean', missing: 1 }])
    expect(() => deriveColumns(table, [{ column: 'age', expression: 'age + 1' }], job)).toThrow(/"age" already/)
    expect(() => deriveColumns(table, [{ column: 'x', expression: 'nothing + 1' }], job)).toThrow(/Derived column "x".*no column "nothing"/)
  })

  it('stops a text that grows from column to column', () => {
    const twice = Array.from({ length: 20 }, (_, index) => ({ column: `c${index}`, expression: index === 0 ? "concat(region, region)" : `concat(c${index - 1}, c${index - 1})` }))
    expect(() => deriveColumns(table, twice, job)).toThrow(/grows beyond/)
  })

  it('keeps the rows that are surely in and counts the undecided apart', () => {
    expect(keepRows(table, 'income >= 0', job)).toEqual({ rows: Int32Array.of(0, 1), dropped: 1, undecided: 1 })
    expect(() => keepRows(table, 'income + 1', job)).toThrow(/true or false/)
  })

  it('labels weeks as ISO 8601 does', () => {
    // Python: datetime.date(y, m, d).isocalendar()
    expect([['2021-01-03', '2020-W53'], ['2021-01-04', '2021-W01'], ['2018-12-31', '2019-W01'], ['2016-01-03', '2015-W53'], ['1969-12-28', '1969-W52'], ['1969-12-29', '1970-W01']].map(([date, week]) => [periodOf(day(date!), 'week'), week]).every(([found, week]) => found === week)).toBe(true)
    expect(periodOf(day('2026-05-01'), 'quarter')).toBe('2026-Q2')
    expect(periodOf(Infinity, 'month')).toBeNull()
  })
})
