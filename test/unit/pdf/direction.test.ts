import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directionLevels, visualOrder } from '../../../renderer/pdf/scripts/direction'

const levels = (text: string): string => [...directionLevels(text)].join('')

describe('the direction of names in an English sentence', () => {
  it('runs a name from the right with the numbers and brackets inside it', () => {
    expect(levels('of צפון (תל אביב), 3')).toBe('00011111111111111000')
    expect(levels('"אב 12" is')).toBe('0111220000')
    expect(levels('צפון 12')).toBe('1111122')
  })

  it('keeps the order of the sentence around names and between the items of a list', () => {
    expect(levels('level אא of בב')).toBe('00000011000011')
    expect(levels('in אא, בב')).toBe('000110011')
    expect(levels('north 12')).toBe('00000000')
  })

  it('keeps a name whole across a joiner', () => {
    expect(levels('a می\u200cخو')).toBe('0011111')
  })

  it('reverses what runs from the right, and numbers within twice', () => {
    expect(visualOrder([0, 1, 1, 2, 0])).toEqual([0, 3, 2, 1, 4])
    expect(visualOrder([1, 2, 2])).toEqual([1, 2, 0])
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 }), (list) => {
      expect([...visualOrder(list)].sort((a, b) => a - b)).toEqual(list.map((_, i) => i))
    }))
  })
})
