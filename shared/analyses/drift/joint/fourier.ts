import type { Rng } from '../../../contract/analysis'
import type { Table } from '../../../contract/table'
import { compareMeans } from '../../../stats/mean-vectors'
import { moments, varianceOf } from '../../../stats/sums'
import { compareText, findColumn } from '../../common/datasets'

/** Distance of two samples with a Gaussian kernel over all columns. */
export interface KernelDistance {
  /** Maximum mean discrepancy, 0 to √2; what chance adds is taken off. */
  readonly mmd: number
  readonly low: number
  readonly high: number
  readonly f: number
  readonly terms: number
  readonly p: number
}

const clip = 3
const mostFrequencies = 16

/**
 * Maximum mean discrepancy by random Fourier features: cosines and sines of random directions through
 * all columns, whose means are compared by Hotelling's test. Numbers are standardised on both samples
 * pooled and held at ±3; a level, and a missing cell, is a coordinate of its own. The kernel's width is
 * the root mean squared distance of two pooled rows. Directions are drawn by column and level name, so
 * neither order changes them.
 * @returns null with too few rows or no column that varies.
 */
export function kernelDistance(reference: Table, window: Table, columns: readonly string[], rng: Rng, level: number, checkpoint: () => void): KernelDistance | null {
  const sides = [reference, window]
  const frequencies = Math.min(mostFrequencies, Math.floor(Math.min(reference.rows, window.rows) / 15))
  if (frequencies < 2) return null
  const angles = sides.map(({ rows }) => Array.from({ length: frequencies }, () => new Float64Array(rows)))
  let distance = 0
  for (const name of [...columns].sort(compareText)) {
    checkpoint()
    distance += addColumn(sides, name, angles, rng.fork(name))
  }
  if (!(distance > 0)) return null
  const scale = 1 / Math.sqrt(distance)
  const features = angles.map((own) => own.flatMap((values) => {
    checkpoint()
    return [values.map((angle) => Math.cos(angle * scale)), values.map((angle) => Math.sin(angle * scale))]
  }))
  const compared = compareMeans(features[0]!, features[1]!, level, checkpoint)
  if (compared === null) return null
  const share = 1 / Math.sqrt(frequencies)
  return { mmd: Math.sqrt(Math.max(0, compared.squared)) * share, low: compared.low * share, high: compared.high * share, f: compared.f, terms: compared.terms, p: compared.p }
}

/** Adds a column's part to the angles of both samples; returns the mean squared distance it puts between two rows. */
function addColumn(sides: readonly Table[], name: string, angles: readonly (readonly Float64Array[])[], rng: Rng): number {
  const [a, b] = sides.map((table) => findColumn(table, name))
  if (a?.kind === 'number' && b?.kind === 'number') {
    const pooled = new Float64Array(a.values.length + b.values.length)
    pooled.set(a.values)
    pooled.set(b.values, a.values.length)
    const known = moments(pooled.filter((value) => Number.isFinite(value)))
    const sd = Math.sqrt(varianceOf(known))
    const coordinates = [a.values, b.values].map((values) => values.map((value) => (Number.isNaN(value) || !(sd > 0) ? 0 : Math.min(clip, Math.max(-clip, (value - known.mean) / sd)))))
    const missing = [a.values, b.values].map((values) => values.map((value) => Number(Number.isNaN(value))))
    return project(coordinates, angles, rng.fork('value')) + project(missing, angles, rng.fork('missing'))
  }
  if (a?.kind === 'category' && b?.kind === 'category') {
    const weights = new Map<string, readonly number[]>()
    const counts = new Map<string, number>()
    ;[a, b].forEach(({ codes, levels }, side) => {
      const own = [...levels, '\u0000'].map((text) => {
        if (!weights.has(text)) {
          const stream = rng.fork(`level ${text}`)
          weights.set(text, angles[side]!.map(() => stream.normal()))
        }
        return weights.get(text)!
      })
      codes.forEach((code, row) => {
        const at = code < 0 ? levels.length : code
        counts.set(levels[at] ?? '\u0000', (counts.get(levels[at] ?? '\u0000') ?? 0) + 1)
        angles[side]!.forEach((angle, index) => { angle[row]! += own[at]![index]! })
      })
    })
    const rows = a.codes.length + b.codes.length
    return 2 * (1 - [...counts.values()].sort((x, y) => x - y).reduce((total, count) => total + (count / rows) ** 2, 0))
  }
  return 0
}

function project(coordinates: readonly Float64Array[], angles: readonly (readonly Float64Array[])[], rng: Rng): number {
  const weights = angles[0]!.map(() => rng.normal())
  let [sum, squares, n] = [0, 0, 0]
  coordinates.forEach((values, side) => {
    for (let row = 0; row < values.length; row += 1) {
      const value = values[row]!
      sum += value
      squares += value * value
      n += 1
      if (value !== 0) angles[side]!.forEach((angle, index) => { angle[row]! += weights[index]! * value })
    }
  })
  return 2 * Math.max(0, squares / n - (sum / n) ** 2)
}
