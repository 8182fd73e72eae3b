import { NotScorable, type Estimator } from '../estimator'

/** A kernel of two rows, cell by cell. */
export type Kernel = (x: (i: number) => number, y: (i: number) => number, width: number) => number

/** The kernel a model of support vectors or a kernel regression was fitted with. */
export function kernelOf(estimator: Estimator): Kernel {
  const gamma = estimator.number('_gamma', estimator.number('gamma', NaN))
  const coef0 = estimator.number('coef0', 0)
  const degree = estimator.number('degree', 3)
  const dot: Kernel = (x, y, width) => {
    let sum = 0
    for (let i = 0; i < width; i++) sum += x(i) * y(i)
    return sum
  }
  const scale = (width: number): number => Number.isNaN(gamma) ? 1 / width : gamma
  switch (estimator.text('kernel', '')) {
    case 'linear': return dot
    case 'poly': case 'polynomial': return (x, y, width) => (scale(width) * dot(x, y, width) + coef0) ** degree
    case 'sigmoid': return (x, y, width) => Math.tanh(scale(width) * dot(x, y, width) + coef0)
    case 'rbf': return (x, y, width) => {
      let sum = 0
      for (let i = 0; i < width; i++) sum += (x(i) - y(i)) ** 2
      return Math.exp(-scale(width) * sum)
    }
    case 'laplacian': return (x, y, width) => {
      let sum = 0
      for (let i = 0; i < width; i++) sum += Math.abs(x(i) - y(i))
      return Math.exp(-scale(width) * sum)
    }
    default: throw new NotScorable(`${estimator.name} has a kernel that is code or precomputed, which is not scored here.`)
  }
}
