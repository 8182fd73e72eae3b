import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { sharedModels, tableOf } from '../../fixtures/model/cases'

type Cell = string | number | null
type Answer = Cell | readonly number[] | Readonly<Record<string, Cell>>
interface Case {
  readonly name: string
  readonly document: unknown
  readonly rows: readonly (readonly number[] | Readonly<Record<string, Cell>>)[]
  readonly answers: readonly Answer[]
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/model/pfa/cases.json'), 'utf8')) as { readonly cases: readonly Case[] }

describe('PFA beside its reference implementation', () => {
  for (const test of cases) it(test.name, async () => {
    const { card, createScorer } = await readModel(memorySource('m.pfa', new TextEncoder().encode(JSON.stringify(test.document))), quietJob)
    expect(card.unsupported).toEqual([])
    expect(card.format).toBe('pfa')
    const columns = Object.fromEntries(card.inputs.map(({ name }, i) => [name, test.rows.map((row): Cell => Array.isArray(row) ? (row as readonly number[])[i]! : (row as Readonly<Record<string, Cell>>)[name] ?? null)]))
    const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
    test.answers.forEach((answer, row) => {
      const parts = typeof answer === 'object' && answer !== null ? Object.values(answer as Readonly<Record<string, Cell>>) : [answer]
      const keys = typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? Object.keys(answer) : null
      expect(scores.outputs).toHaveLength(parts.length)
      parts.forEach((part, i) => {
        const output = keys === null ? scores.outputs[i]! : scores.outputs.find(({ name }) => name === keys[i] || name.endsWith(`:${keys[i]!}`))!
        const given = output.values[row]!
        if (typeof part === 'string') expect(scores.labels![given]).toBe(part)
        else expect(Math.abs(given - part!)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(part!)))
      })
    })
  })
})

describe.runIf(existsSync(join(sharedModels, 'pfa')))('PFA documents of others', () => {
  // The answers are those of titus2 1.2.0.
  it('hipparcos: a tree of 1024 leaves', async () => {
    const { card, createScorer } = await readModel(memorySource('hipparcos_numerical_10.pfa', new Uint8Array(readFileSync(join(sharedModels, 'pfa', 'hipparcos_numerical_10.pfa')))), quietJob)
    expect(card.unsupported).toEqual([])
    expect(card.facts).toContainEqual({ label: 'Tree depth', value: '10' })
    const columns = Object.fromEntries(card.inputs.map(({ name }, i) => [name, [0, i, -i * 3.5]]))
    const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
    expect(Array.from(scores.outputs[0]!.values)).toEqual([70, 222, 70])
  })
})

