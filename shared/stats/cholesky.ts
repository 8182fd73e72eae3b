/**
 * Inverse of a symmetric positive definite matrix (row by row, lower triangle read), by Cholesky's
 * method. A pivot under 1e-12 of its own diagonal is a dependent term: its row and column come out 0.
 */
export function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const lower = Float64Array.from(matrix)
  const held = new Uint8Array(size)
  for (let j = 0; j < size; j += 1) {
    for (let i = j; i < size; i += 1) {
      let value = matrix[i * size + j]!
      for (let k = 0; k < j; k += 1) value -= lower[i * size + k]! * lower[j * size + k]!
      if (i === j) {
        held[j] = value > 1e-12 * matrix[j * size + j]! ? 1 : 0
        lower[j * size + j] = held[j] === 1 ? Math.sqrt(value) : 1
      } else lower[i * size + j] = held[j] === 1 ? value / lower[j * size + j]! : 0
    }
  }
  // Columns of the inverse, one right-hand side at a time.
  const out = new Float64Array(size * size)
  const column = new Float64Array(size)
  for (let c = 0; c < size; c += 1) {
    if (held[c] === 0) continue
    for (let i = 0; i < size; i += 1) {
      let value = i === c ? 1 : 0
      for (let k = 0; k < i; k += 1) value -= lower[i * size + k]! * column[k]!
      column[i] = held[i] === 1 ? value / lower[i * size + i]! : 0
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      let value = column[i]!
      for (let k = i + 1; k < size; k += 1) value -= lower[k * size + i]! * column[k]!
      column[i] = held[i] === 1 ? value / lower[i * size + i]! : 0
    }
    for (let i = 0; i < size; i += 1) out[i * size + c] = column[i]!
  }
  return out
}

/** A square matrix (row by row) times a vector. */
export function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length
  return vector.map((_, i) => {
    let total = 0
    for (let k = 0; k < size; k += 1) total += matrix[i * size + k]! * vector[k]!
    return total
  })
}

/** vᵀ M v. */
export function quadraticForm(matrix: Float64Array, vector: Float64Array): number {
  return timesVector(matrix, vector).reduce((total, value, i) => total + value * vector[i]!, 0)
}
