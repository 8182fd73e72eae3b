import { describe, expect, it } from 'vitest'
import type { ModelInput } from '../../../../shared/contract/model'
import { resolveColumns } from '../../../../shared/model/features'
import { tableOf } from '../../../fixtures/model/cases'

const matrix = (name: string, width: number): readonly ModelInput[] => Array.from({ length: width }, (_, i) => ({ name: `${name}[${i}]`, type: 'number', positional: true }))
const named = (name: string): ModelInput => ({ name, type: 'number', positional: false })
const columns = (inputs: readonly ModelInput[], ...names: readonly string[]): readonly string[] => resolveColumns(tableOf(Object.fromEntries(names.map((name) => [name, [1]]))), inputs, {}).map((column) => column.name)

describe('columns of a model with several matrices', () => {
  it('a named input takes its column, a matrix the rest in order', () => {
    expect(columns([named('region'), ...matrix('x', 2)], 'age', 'region', 'income')).toEqual(['region', 'age', 'income'])
  })
  it('nothing is guessed when columns are left over or part of a matrix is named', () => {
    expect(() => columns([named('region'), ...matrix('x', 2)], 'age', 'region', 'income', 'outcome')).toThrow('"x[0]"')
    expect(() => columns([...matrix('x', 2), named('region')], 'x[1]', 'region', 'income')).toThrow('"x[0]"')
    expect(() => columns([named('region'), ...matrix('x', 2)], 'age', 'income', 'months')).toThrow('"region"')
  })
})
