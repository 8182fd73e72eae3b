import { inlineRows } from './expressions'
import type { CompiledModel } from './compile'
import type { Frame, Program } from './frame'
import { numberOf, sameValue, textOf, type Value } from './values'
import { InvalidRow } from './schema'
import type { XmlElement } from './xml'

/** What the document's own ModelVerification said when it was run. */
export interface Verification {
  readonly rows: number
  readonly agreeing: number
  /** First disagreement, in words. */
  readonly first: string | null
}

/** Runs the records a PMML document carries to be checked against; null when it has none. */
export function verify(element: XmlElement, model: CompiledModel, program: Program): Verification | null {
  const block = element.child('ModelVerification')
  if (block === null || program.unsupported.size > 0) return null
  const fields = (block.child('VerificationFields')?.all('VerificationField') ?? []).map((field) => ({
    name: field.need('field'), column: (field.attr('column') ?? field.need('field')).replace(/^.*:/, ''),
    precision: field.number('precision', 1e-6), zero: field.number('zeroThreshold', 1e-16),
  }))
  const rows = inlineRows(block.child('InlineTable'))
  const active = new Set(model.miningFields.filter((field) => field.usage !== 'target' && field.usage !== 'predicted').map((field) => field.name))
  const outputs = new Map(model.outputFields.map((output) => [output.name, output.field]))
  const frame = program.frame()
  let agreeing = 0
  let first: string | null = null
  rows.forEach((row, index) => {
    program.clear(frame)
    frame.input = (name) => {
      const field = fields.find((candidate) => candidate.name === name)
      const text = field === undefined ? undefined : row.get(field.column)
      return text === undefined || text === '' ? null : text
    }
    const wrong = fields.find((field) => {
      const expected = row.get(field.column)
      if (expected === undefined || (active.has(field.name) && !outputs.has(field.name))) return false
      const given = read(model, frame, field.name, outputs)
      return given === undefined ? false : !agrees(given, expected, field)
    })
    if (wrong === undefined) agreeing++
    else first ??= `row ${index + 1}, ${wrong.name}: the document says ${row.get(wrong.column) ?? ''}, scoring gives ${textOrNothing(read(model, frame, wrong.name, outputs) ?? null)}`
  })
  return { rows: rows.length, agreeing, first }
}

function read(model: CompiledModel, frame: Frame, name: string, outputs: ReadonlyMap<string, { readonly get: (frame: Frame) => Value }>): Value | undefined {
  try {
    const output = outputs.get(name)
    if (output !== undefined) return output.get(frame)
    return name === model.target ? model.evaluate(frame).value : undefined
  } catch (error) {
    if (error instanceof InvalidRow) return null
    throw error
  }
}

function agrees(given: Value, expected: string, { precision, zero }: { readonly precision: number; readonly zero: number }): boolean {
  const wanted = numberOf(expected)
  const own = numberOf(given)
  if (wanted !== null && own !== null) return Math.abs(wanted) <= zero ? Math.abs(own) <= zero : Math.abs(own - wanted) <= Math.abs(wanted) * precision
  return expected === '' ? given === null : sameValue(given, expected)
}

function textOrNothing(value: Value): string {
  return value === null ? 'nothing' : textOf(value)
}
