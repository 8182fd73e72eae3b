import { describe, expect, it } from 'vitest'
import { lloyd, nearest } from '../../../shared/stats/k-means'
import golden from './k-means.json'

const columnsOf = (points: readonly (readonly number[])[]): readonly Float64Array[] => points[0]!.map((_, column) => Float64Array.from(points, (point) => point[column]!))

describe(`k-means against ${golden.made}`, () => {
  it('ends at the same centres and groups from the same start', () => {
    const columns = columnsOf(golden.points)
    const centres = lloyd(columns, golden.start.map((point) => Float64Array.from(point)), () => undefined)
    centres.forEach((centre, group) => { centre.forEach((at, column) => { expect(at).toBeCloseTo(golden.centres[group]![column]!, 12) }) })
    expect(Array.from(nearest(columns, centres))).toEqual(golden.labels)
  })
})
