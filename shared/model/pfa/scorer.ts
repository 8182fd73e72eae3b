import type { JobContext } from '../../contract/job'
import type { ModelCard, Scorer, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { numbersOf, resolveColumns, textReader } from '../features'
import { LabelCodes } from '../label-codes'
import type { PfaDocument, PfaOutput } from './document'
import { plainText, RecordValue, RowProblem, type Value } from './values'

/** A scorer that evaluates the document row by row; a row on which it fails gets no number. */
export function createScorer(document: PfaDocument, card: ModelCard, outputs: readonly PfaOutput[], mapping: Readonly<Record<string, string>>): Scorer {
  return {
    async score(table: Table, job: JobContext): Promise<Scores> {
      await Promise.resolve()
      const columns = resolveColumns(table, card.inputs, mapping)
      const readers = document.inputs.map((input, i) => readerOf(columns[i]!, input))
      const labels = new LabelCodes(card.classes)
      const results = outputs.map(() => new Float64Array(table.rows).fill(NaN))
      const { machine } = document.compilation
      machine.checkpoint = () => { job.checkpoint() }
      for (let row = 0; row < table.rows; row++) {
        if (row % 64 === 0) {
          job.checkpoint()
          job.progress({ phase: 'Scoring rows', done: row, total: table.rows, unit: 'rows' })
        }
        const answer = answerOf(document, readers.map((read) => read(row)))
        if (answer === undefined) continue
        outputs.forEach((output, i) => {
          const value = output.read(answer)
          results[i]![row] = value === null ? NaN : output.kind === 'label' ? labels.code(plainText(value)) : typeof value === 'number' ? value : NaN
        })
      }
      const named = outputs.map(({ name }, i) => ({ name, values: results[i]! }))
      return outputs.some((output) => output.kind === 'label') ? { outputs: named, labels: labels.list } : { outputs: named }
    },
    dispose: () => undefined,
  }
}

/** The document's answer for one row of values; undefined where it has none. */
export function answerOf(document: PfaDocument, values: readonly Value[]): Value | undefined {
  try {
    return document.score(inputValue(document, values))
  } catch (error) {
    if (error instanceof RowProblem) return undefined
    throw error
  }
}

function inputValue({ shape, inputs }: PfaDocument, values: readonly Value[]): Value {
  switch (shape.kind) {
    case 'single': return values[0] ?? null
    case 'array': return values
    case 'map': return new Map(inputs.map(({ name }, i) => [name, values[i] ?? null]))
    case 'record': return new RecordValue(shape.name, new Map(inputs.map(({ name }, i) => [name, values[i] ?? null])))
  }
}

function readerOf(column: Column, input: PfaDocument['inputs'][number]): (row: number) => Value {
  if (input.type === 'number') {
    const values = numbersOf(column, input.name)
    return (row) => Number.isNaN(values[row]!) ? null : values[row]!
  }
  const text = textReader(column)
  if (input.type !== 'boolean') return text
  return (row) => { const value = text(row)?.toLowerCase() ?? null; return value === null ? null : value === 'true' || value === '1' }
}
