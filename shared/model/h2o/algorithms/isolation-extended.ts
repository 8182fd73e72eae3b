import { limits } from '../../limits'
import { malformed, tooLarge, truncated } from '../../problems'
import type { MojoHead } from '../folder'
import type { Predictor } from '../predictor'

const nodeMark = 0x4e
const leafMark = 0x4c

/** One tree: per node its number, the plane it is cut by (normal and point), and per leaf the rows it held. */
interface PlaneTree {
  /** Node number → place in `planes` (a split) or −1 − rows (a leaf). */
  readonly nodes: ReadonlyMap<number, number>
  readonly planes: Float64Array
}

/**
 * Extended isolation forest: each node is a plane, (x − p) · n ≤ 0 goes left. The score is
 * 2^(−mean path / expected path of the sample), the path of a leaf ends with the expected path of its rows.
 */
export function readExtendedIsolation(head: MojoHead): Predictor {
  const { ini, folder, file } = head
  const width = head.names.length
  const count = ini.count('ntrees', limits.trees, 0)
  const sample = ini.number('sample_size', 0)
  let total = 0
  const trees = Array.from({ length: count }, (_, t) => {
    const tree = readPlanes(folder.bytes(`trees/t${String(t).padStart(2, '0')}.bin`), width, file)
    total += tree.nodes.size
    if (total > limits.nodes) throw tooLarge(file, `more than ${limits.nodes} tree nodes`)
    return tree
  })
  const expected = expectedPath(sample)
  return {
    valueNames: ['score', 'mean-length'],
    calibrated: false,
    takesOffset: false,
    facts: [{ label: 'Trees', value: String(count) }, { label: 'Nodes', value: String(total) }, { label: 'Rows per tree', value: String(sample) }],
    structure: [],
    uses: [],
    predict(columns, { rows, job }) {
      const paths = new Float64Array(rows)
      const point = new Float64Array(width)
      for (let row = 0; row < rows; row++) {
        if (row % 64 === 0) {
          job.checkpoint()
          job.progress({ phase: 'Scoring rows', done: row, total: rows, unit: 'rows' })
        }
        for (let i = 0; i < width; i++) point[i] = columns[i]![row]!
        let sum = 0
        for (const tree of trees) sum += pathOf(tree, point)
        paths[row] = sum / count
      }
      return { values: [paths.map((path) => 2 ** -(path / expected)), paths], label: null }
    },
  }
}

function readPlanes(bytes: Uint8Array, width: number, file: string): PlaneTree {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getInt32(0, true) !== width) throw malformed(file, `a tree is made for another number of columns than ${width}`)
  const nodes = new Map<number, number>()
  const planes: number[] = []
  for (let at = 4; at < bytes.length;) {
    if (at + 5 > bytes.length) throw truncated(file, 'a tree ends within a node')
    const number = view.getInt32(at, true)
    const mark = bytes[at + 4]!
    at += 5
    const size = mark === nodeMark ? 16 * width : mark === leafMark ? 4 : -1
    // H2O's buffer may be longer than the tree; whatever is missing is found below.
    if (size < 0) break
    if (at + size > bytes.length) throw truncated(file, 'a tree ends within a node')
    // H2O reads from the front and looks for the next number only behind the one it has.
    const known = nodes.has(number)
    if (mark === leafMark) {
      const rows = view.getInt32(at, true)
      if (rows < 0) throw malformed(file, 'a leaf holds a negative number of rows')
      if (!known) nodes.set(number, -1 - rows)
    } else {
      if (!known) nodes.set(number, planes.length)
      for (let i = 0; i < 2 * width; i++) planes.push(view.getFloat64(at + 8 * i, true))
    }
    at += size
  }
  checkPaths(nodes, file)
  return { nodes, planes: Float64Array.from(planes) }
}

/** Every split has both children: 2i + 1 and 2i + 2. Numbers grow downwards, so there is no way back. */
function checkPaths(nodes: ReadonlyMap<number, number>, file: string): void {
  const open = [0]
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const place = nodes.get(number)
    if (place === undefined) throw malformed(file, `a tree lacks its node ${number}`)
    if (place >= 0) open.push(2 * number + 1, 2 * number + 2)
  }
}

function pathOf({ nodes, planes }: PlaneTree, point: Float64Array): number {
  const width = point.length
  let number = 0
  for (let height = 0; ; height++) {
    const place = nodes.get(number)!
    if (place < 0) return height + expectedPath(-1 - place)
    let product = 0
    for (let i = 0; i < width; i++) product += (point[i]! - planes[place + width + i]!) * planes[place + i]!
    number = 2 * number + (product <= 0 ? 1 : 2)
  }
}

/** Mean path of an unsuccessful search in a binary tree of n rows: 2 (ln(n − 1) + γ) − 2 (n − 1) / n. */
function expectedPath(n: number): number {
  if (n < 2) return 0
  if (n === 2) return 1
  return 2 * (Math.log(n - 1) + 0.5772156649) - (2 * (n - 1)) / n
}
