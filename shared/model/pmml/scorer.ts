import type { JobContext } from '../../contract/job'
import type { ModelCard, Scorer, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { numbersOf, resolveColumns, textReader } from '../features'
import { LabelCodes } from '../label-codes'
import type { CompiledModel } from './compile'
import type { Frame, ModelResult, Program } from './frame'
import { InvalidRow } from './schema'
import { dataTypeOf, isNumeric, numberOf, textOf, type Value } from './values'
import type { XmlElement } from './xml'

/** A scorer that evaluates the compiled document row by row in float64 (float32 where it says so). */
export function createScorer(card: ModelCard, model: CompiledModel, dictionary: ReadonlyMap<string, XmlElement>, program: Program, mapping: Readonly<Record<string, string>>): Scorer {
  return {
    async score(table: Table, job: JobContext): Promise<Scores> {
      await Promise.resolve()
      const columns = resolveColumns(table, card.inputs, mapping)
      const readers = new Map(card.inputs.map((input, i) => [input.name, readerOf(columns[i]!, dictionary.get(input.name)?.attr('dataType') ?? null, input.name)]))
      const labels = new LabelCodes(card.classes)
      const results = card.outputs.map(() => new Float64Array(table.rows))
      const fields = new Map(model.outputFields.map((output) => [output.name, output.field]))
      const frame = program.frame()
      const stride = Math.min(128, Math.max(1, Math.floor(200_000 / Math.max(1, program.cost))))
      let row = 0
      frame.input = (name) => readers.get(name)?.(row) ?? null
      for (; row < table.rows; row++) {
        if (row % stride === 0) {
          job.checkpoint()
          job.progress({ phase: 'Scoring rows', done: row, total: table.rows, unit: 'rows' })
        }
        program.clear(frame)
        const result = answer(model, frame)
        card.outputs.forEach((output, i) => {
          const value: Value = result === null ? null
            : output.name === 'label' || output.name === 'score' ? result.value
              : output.name === 'survival' && result.survival !== undefined ? result.survival
              : output.kind === 'probability' ? (result.probabilities === null ? null : (result.probabilities.get(output.classLabel ?? '') ?? 0))
                : guarded(() => fields.get(output.name)?.get(frame) ?? null)
          results[i]![row] = value === null ? NaN : output.kind === 'label' ? labels.code(textOf(value)) : (numberOf(value) ?? NaN)
        })
      }
      const outputs = card.outputs.map((output, i) => ({ name: output.name, values: results[i]! }))
      return card.outputs.some((output) => output.kind === 'label') ? { outputs, labels: labels.list } : { outputs }
    },
    dispose: () => undefined,
  }
}

function answer(model: CompiledModel, frame: Frame): ModelResult | null {
  try {
    return model.evaluate(frame)
  } catch (error) {
    if (error instanceof InvalidRow) return null
    throw error
  }
}

function guarded(get: () => Value): Value {
  try {
    return get()
  } catch (error) {
    if (error instanceof InvalidRow) return null
    throw error
  }
}

function readerOf(column: Column, dataType: string | null, input: string): (row: number) => Value {
  const type = dataTypeOf(dataType)
  if (isNumeric(type)) {
    const values = numbersOf(column, input)
    return (row) => Number.isNaN(values[row]!) ? null : values[row]!
  }
  return textReader(column)
}
