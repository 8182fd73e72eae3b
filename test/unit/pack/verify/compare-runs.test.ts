import { describe, expect, it } from 'vitest'
import { compareRuns, rerunLine } from '../../../../shared/pack/verify/compare-runs'
import { runRecord } from '../support/review'

const value = (number: number | null, tolerance?: number): Parameters<typeof runRecord>[1] => [{ id: 'v', label: 'V', value: number, low: 0, n: 10, ...(tolerance === undefined ? {} : { tolerance }) }]

describe('compareRuns', () => {
  it('counts equal numbers as within', () => {
    const result = compareRuns([runRecord('a.b', value(0.5))], [runRecord('a.b', value(0.5))])
    expect(result).toEqual({ compared: 3, within: 3, differences: [], missing: [], added: [] })
    expect(rerunLine(result)).toMatchObject({ status: 'proven', sentence: '3 of 3 numbers are the same within tolerance.' })
  })

  it('allows the stated relative tolerance and nothing where none is stated', () => {
    const near = 0.5 * (1 + 1e-10)
    expect(compareRuns([runRecord('a.b', value(0.5, 1e-9))], [runRecord('a.b', value(near))])).toMatchObject({ within: 3, differences: [{ within: true }] })
    const strict = compareRuns([runRecord('a.b', value(0.5))], [runRecord('a.b', value(near))])
    expect(strict).toMatchObject({ compared: 3, within: 2, differences: [{ id: 'v', field: 'value', was: '0.5', within: false }] })
    expect(rerunLine(strict)).toMatchObject({ status: 'failed', sentence: '2 of 3 numbers are the same within tolerance.' })
  })

  it('tells a missing number from a number, and a missing value from one that is none', () => {
    expect(compareRuns([runRecord('a.b', value(null))], [runRecord('a.b', value(0))]).differences).toMatchObject([{ was: 'none', is: '0', within: false }])
    expect(compareRuns([runRecord('a.b', value(null))], [runRecord('a.b', [])]).differences).toMatchObject([{ was: 'none', is: 'absent' }, {}, {}])
    expect(compareRuns([runRecord('a.b', [])], [runRecord('a.b', value(1))]).differences).toMatchObject([{ was: 'absent', is: '1' }])
  })

  it('names what was computed from other inputs, not again, or additionally', () => {
    const result = compareRuns([runRecord('a.b', []), runRecord('a.c', [])], [runRecord('a.b', [], { seed: 8 }), runRecord('a.d', [])])
    expect(result).toMatchObject({ differences: [{ id: 'seed', was: '7', is: '8', within: false }], missing: ['a.c'], added: ['a.d'] })
    expect(rerunLine(result).status).toBe('failed')
  })
})
