/** Products between two checkpoints: some milliseconds. */
const stride = 4e6

/**
 * Inverse of a symmetric positive definite matrix (row by row, lower triangle read), by Cholesky's
 * method. A pivot under 1e-12 of its own diagonal is a dependent term: its row and column come out 0.
 */
export function inverseOf(matrix: Float64Array, size: number, checkpoint: () => void = () => undefined): Float64Array {
  const lower = Float64Array.from(matrix)
  const held = new Uint8Array(size)
  let done = 0
  const after = (products: number): void => {
    done += products
    if (done < stride) return
    checkpoint()
    done = 0
  }
  for (let j = 0; j < size; j += 1) {
    after((size - j) * j)
    for (let i = j; i < size; i += 1) {
      let value = matrix[i * size + j]!
      for (let k = 0; k < j; k += 1) value -= lower[i * size + k]! * lower[j * size + k]!
      if (i === j) {
        held[j] = value > 1e-12 * matrix[j * size + j]! ? 1 : 0
        lower[j * size + j] = held[j] === 1 ? Math.sqrt(value) : 1
      } else lower[i * size + j] = held[j] === 1 ? value / lower[j * size + j]! : 0
    }
  }
  // Columns of the factor's inverse, each in a row of its own: the inverse is the product of every two of them.
  const roots = new Float64Array(size * size)
  for (let c = 0; c < size; c += 1) {
    if (held[c] === 0) continue
    after((size - c) ** 2)
    for (let i = c; i < size; i += 1) {
      if (held[i] === 0) continue
      let value = i === c ? 1 : 0
      for (let k = c; k < i; k += 1) value -= lower[i * size + k]! * roots[c * size + k]!
      roots[c * size + i] = value / lower[i * size + i]!
    }
  }
  const out = new Float64Array(size * size)
  for (let i = 0; i < size; i += 1) {
    after((size - i) * i)
    for (let j = 0; j <= i; j += 1) {
      let value = 0
      for (let k = i; k < size; k += 1) value += roots[i * size + k]! * roots[j * size + k]!
      out[i * size + j] = value
      out[j * size + i] = value
    }
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
