import { describe, expect, it } from 'vitest'
import { expf } from '../../../../shared/model/math/expf'

// Pairs of glibc 2.36's expf; the first eight are those where rounding e^x in float64 gives the neighbour.
const pairs = [
  [73.95698547363281, 1.315560137031426e+32], [-66.07223510742188, 2.0192630673679487e-29], [-55.540283203125, 7.5711438138175e-25], [85.83857727050781, 1.9020435542811263e+37],
  [68.60092163085938, 6.208715088412165e+29], [-77.60413360595703, 1.981312717877755e-34], [8.896506309509277, 7306.40283203125], [-64.39051818847656, 1.085308708945845e-28],
  [0, 1], [-0, 1], [1, 2.7182817459106445], [-1, 0.3678794503211975], [88.72283172607422, 3.402798519021476e+38], [88.7300033569336, Infinity], [-87.5, 9.982351397596697e-39],
  [-103.9000015258789, 1.401298464324817e-45], [-104, 0], [Infinity, Infinity], [-Infinity, 0], [NaN, NaN],
] as const

describe('e^x in float32', () => {
  it('is that of the C library to the last bit', () => {
    for (const [x, expected] of pairs) expect(expf(x), String(x)).toBe(expected)
  })
})
