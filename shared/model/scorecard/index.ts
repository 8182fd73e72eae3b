import type { ByteSource } from '../../contract/bytes'
import type { JobContext } from '../../contract/job'
import type { ModelCard, ModelFormat, ModelInput, ReadModel, Scorer, Scores } from '../../contract/model'
import type { Column, Table } from '../../contract/table'
import { codesOf, numbersOf, resolveColumns } from '../features'
import { limits } from '../limits'
import { malformed } from '../problems'
import { decodeText, readAllBytes } from '../read-bytes'
import { isPointsHeader, readCsv, readJson, type PointsRow, type Scorecard } from './document'

/** A points table: score = intercept + the points of the row that takes each attribute's value. */
const scorecard: ModelFormat = {
  id: 'scorecard',
  title: 'scorecard (points table)',
  extensions: ['.csv', '.json'],
  sniff(head: Uint8Array): number {
    const text = new TextDecoder().decode(head.slice(0, 4096)).replace(/^\ufeff/, '')
    if (/^\s*\{/.test(text)) return /"scorecard"\s*:\s*\[/.test(text) && /"attribute"\s*:/.test(text) ? 0.99 : 0
    return isPointsHeader(text.split(/\r?\n/)[0] ?? '') ? 0.99 : 0
  },
  async read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const text = decodeText(await readAllBytes(source, limits.binaryBytes / 64, job), source.name)
    const card = /^\s*\{/.test(text)
    const model = card ? readJson(text, source.name) : readCsv(text, source.name)
    const attributes = attributesOf(model, source.name)
    return { card: cardOf(model, attributes, card ? 'JSON' : 'CSV'), createScorer: (mapping) => Promise.resolve(createScorer(model, attributes, mapping)) }
  },
}
export default scorecard

interface Attribute {
  readonly input: ModelInput
  readonly ranges: readonly PointsRow[]
  readonly categories: readonly PointsRow[]
  readonly otherwise: number
}

function attributesOf(model: Scorecard, file: string): readonly Attribute[] {
  const names = Array.from(new Set(model.rows.map((row) => row.attribute)))
  if (names.length > 2000) throw malformed(file, `its points table has ${names.length} attributes`)
  return names.map((name) => {
    const rows = model.rows.filter((row) => row.attribute === name)
    const ranges = rows.filter((row) => row.category === null && !row.otherwise)
    const categories = rows.filter((row) => row.category !== null)
    const levels = categories.map((row) => row.category!)
    return {
      input: { name, type: ranges.length > 0 ? 'number' : 'category', ...(levels.length === 0 ? {} : { levels }), positional: false },
      ranges, categories, otherwise: rows.find((row) => row.otherwise)?.points ?? NaN,
    }
  })
}

function cardOf(model: Scorecard, attributes: readonly Attribute[], form: string): ModelCard {
  const span = (points: readonly number[]): string => `${Math.min(...points)} to ${Math.max(...points)}`
  return {
    format: 'scorecard',
    formatVersion: form,
    producer: 'points table',
    task: model.scale === null ? 'regression' : 'binary',
    classes: model.scale === null ? [] : ['0', '1'],
    inputs: attributes.map((attribute) => attribute.input),
    outputs: [...(model.scale === null ? [] : [{ name: 'probability', kind: 'probability' as const, classLabel: '1' }]), { name: 'score', kind: 'value' }],
    facts: [
      { label: 'Attributes', value: String(attributes.length) },
      { label: 'Rows', value: String(model.rows.length) },
      { label: 'Intercept', value: String(model.intercept) },
      ...(model.scale === null ? [] : [{ label: 'Log odds', value: `(score − ${model.scale.offset}) / ${model.scale.factor}` }]),
      { label: 'Ranges', value: 'from included, to excluded; a value no row takes gives no score' },
    ],
    structure: attributes.map(({ input, ranges, categories, otherwise }) => ({
      label: input.name,
      detail: span([...ranges, ...categories].map((row) => row.points).concat(Number.isNaN(otherwise) ? [] : [otherwise])),
      children: [
        ...ranges.map((row) => ({ label: `${row.from === -Infinity ? 'below' : `from ${row.from}`}${row.to === Infinity ? '' : ` ${row.from === -Infinity ? '' : 'to below '}${row.to}`}`, detail: `${row.points} points`, children: [] })),
        ...categories.map((row) => ({ label: row.category!, detail: `${row.points} points`, children: [] })),
        ...(Number.isNaN(otherwise) ? [] : [{ label: 'everything else, missing included', detail: `${otherwise} points`, children: [] }]),
      ],
    })),
    featureUse: attributes.map(({ input, ranges, categories }) => ({ name: input.name, uses: ranges.length + categories.length })).sort((a, b) => b.uses - a.uses),
    unsupported: [], security: [], edits: [],
  }
}

function createScorer(model: Scorecard, attributes: readonly Attribute[], mapping: Readonly<Record<string, string>>): Scorer {
  return {
    async score(table: Table, job: JobContext): Promise<Scores> {
      await Promise.resolve()
      const columns = resolveColumns(table, attributes.map((attribute) => attribute.input), mapping)
      const score = new Float64Array(table.rows).fill(model.intercept)
      attributes.forEach((attribute, i) => {
        job.checkpoint()
        const points = pointsOf(attribute, columns[i]!, table.rows)
        for (let row = 0; row < score.length; row++) score[row]! += points[row]!
      })
      const { scale } = model
      const probability = scale === null ? [] : [{ name: 'probability', values: score.map((s) => 1 / (1 + Math.exp(-(s - scale.offset) / scale.factor))) }]
      return { outputs: [...probability, { name: 'score', values: score }] }
    },
    dispose: () => undefined,
  }
}

/** Points per row: a category taken as it is wins over a range, then everything else, then no score. */
function pointsOf({ input, ranges, categories, otherwise }: Attribute, column: Column, rows: number): Float64Array {
  const codes = categories.length === 0 ? null : codesOf(column, input.levels ?? [], -1)
  const numbers = ranges.length === 0 ? null : numbersOf(column, input.name)
  return Float64Array.from({ length: rows }, (_, row) => {
    const category = categories[codes?.[row] ?? -1]
    if (category !== undefined) return category.points
    const x = numbers?.[row] ?? NaN
    return ranges.find((range) => x >= range.from && x < range.to)?.points ?? otherwise
  })
}
