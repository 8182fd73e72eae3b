import { describe, expect, it } from 'vitest'
import { damagedLevels } from '../../../shared/model/xgboost/levels'

describe('category levels recorded by XGBoost', () => {
  it('are called damaged when character offsets were laid over bytes', () => {
    // ["east", "far", "isle", "north", "süd", "west"] as XGBoost 3.2 writes it from pandas.
    expect(damagedLevels([null, ['east', 'far', 'isle', 'north', 'sü', 'dwes']])).toEqual([1])
    // ["nord", "süd", "öst", "東"] and ["nord", "süd", "öst"]: the last ones are cut off, the latter within a letter.
    expect(damagedLevels([['nord', 'sü', 'dö', 's'], ['nord', 'sü', 'd\ufffd']])).toEqual([0, 1])
  })
  it('are fine when sorted, ASCII, or in an order of their own', () => {
    expect(damagedLevels([['east', 'süd', 'west'], ['low', 'high', 'mid'], ['niedrig', 'groß', 'mittel']])).toEqual([])
  })
})
