import { describe, expect, it } from 'vitest'
import type { RunSetup } from '../../../shared/contract/engine'
import { rowsAsked, setupHash } from '../../../shared/review/setup'

const setup: RunSetup = {
  task: 'binary', positive: '1', decision: { threshold: 0.2, favourable: 'below' }, roles: { a: ['feature'], b: [] }, mapping: {}, output: null,
  model: 'm', datasets: [{ dataset: 'd1', role: 'test', period: '', filter: [] }], policy: { alpha: 0.05, origin: 'p' }, seed: 1, analyses: null,
}
const file = { sha256: 'f'.repeat(64), options: { header: 'yes' } }
const hash = (change: Partial<RunSetup> = {}, files = new Map([['d1', file]]), model: string | null = 'e'): string => setupHash({ ...setup, ...change }, files, model)

describe('the identity of a setup', () => {
  it('knows files by content and reading, not by id or by whatever else the caller carries along', () => {
    const carried = { ...file, dataset: 'x7', name: 'data.csv', table: { rows: 1, columns: [] } }
    const elsewhere = hash({ datasets: [{ dataset: 'x7', role: 'test', period: '', filter: [] }] }, new Map([['x7', carried]]))
    expect(elsewhere).toBe(hash())
  })

  it('ignores columns without a role and the order of roles', () => {
    expect(hash({ roles: { a: ['feature'] } })).toBe(hash())
    expect(hash({ roles: { a: ['segment', 'feature'] } })).toBe(hash({ roles: { a: ['feature', 'segment'] } }))
  })

  it('is what it was where nothing is asked of the rows', () => {
    expect(hash({ datasets: [{ dataset: 'd1', role: 'test', period: '', filter: [], where: ' ' }] })).toBe(hash())
    expect(rowsAsked('', null)).toEqual({})
  })

  it('changes with everything that changes a number', () => {
    const others = [
      hash({ seed: 2 }), hash({ positive: '0' }), hash({ decision: { threshold: 0.3, favourable: 'below' } }), hash({ roles: { a: ['protected'] } }),
      hash({ policy: { alpha: 0.01, origin: 'p' } }), hash({ mapping: { x: 'y' } }), hash({ output: 'p' }), hash({ recorded: 'p' }), hash({}, undefined, 'other'),
      hash({}, new Map([['d1', { ...file, options: { header: 'no' } }]])), hash({}, new Map([['d1', { ...file, sha256: '0'.repeat(64) }]])),
      hash({ datasets: [{ dataset: 'd1', role: 'development', period: '', filter: [] }] }),
      hash({ datasets: [{ dataset: 'd1', role: 'test', period: '', filter: [{ column: 'a', op: '<', value: 1 }] }] }),
      hash({ datasets: [{ dataset: 'd1', role: 'test', period: '', filter: [], where: 'a > 1' }] }),
      hash({ datasets: [{ dataset: 'd1', role: 'test', period: '', filter: [], windows: { column: 'when', by: 'month' } }] }),
      hash({}, new Map([['d1', { ...file, shape: { derive: [{ column: 'b', expression: 'a + 1' }] } }]])),
      hash({}, new Map([['d1', { ...file, shape: { join: { file: 'l.csv', sha256: 'a'.repeat(64), on: [{ left: 'a', right: 'a' }] } } }]])),
    ]
    expect(new Set([hash(), ...others]).size).toBe(others.length + 1)
  })
})
