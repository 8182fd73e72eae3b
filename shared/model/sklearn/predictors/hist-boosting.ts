import { malformed } from '../../problems'
import { NdArray } from '../../pickle/numpy'
import { ForestBuilder } from '../../trees/forest'
import { compileForest, sumLeaves } from '../../trees/kernel'
import { listOfValue, NotScorable, type Estimator } from '../estimator'
import type { Column } from '../../../contract/table'
import type { Batch, Predictor, Transform } from '../steps'
import { expit, numberColumns, softmaxRows, twoClasses } from './dense'

/** Histogram gradient boosting: float64 inputs, missing values sent by each node, categories as sets. */
export function histGradientBoosting(estimator: Estimator, classifier: boolean, compileTransform: (part: Estimator) => Transform): Predictor {
  const classes = classifier ? estimator.classes : []
  const start = estimator.numbers('_baseline_prediction')
  const outputs = start.length
  if (outputs !== (classes.length > 2 ? classes.length : 1)) throw malformed(estimator.file, `${estimator.name} has ${outputs} start values for ${classes.length} classes`)
  const width = estimator.width
  const stages = estimator.list('_predictors').map((value) => {
    const stage = listOfValue(value)
    if (stage?.length !== outputs) throw malformed(estimator.file, `a stage of ${estimator.name} does not have ${outputs} trees`)
    return stage
  })
  const builder = new ForestBuilder('le', width, estimator.file)
  for (const stage of stages) stage.forEach((value, k) => { addPredictor(builder, estimator.inner(value), k) })
  const forest = builder.build()
  const compiled = compileForest(forest)
  // The preprocessor encodes categories and moves them to the front; node features count from there.
  const prepare = estimator.has('_preprocessor') ? compileTransform(estimator.inner(estimator.raw('_preprocessor'))) : null
  const loss = estimator.text('loss', classifier ? 'log_loss' : 'squared_error')
  const log = loss === 'poisson' || loss === 'gamma'
  if (!classifier && !log && !['squared_error', 'least_squares', 'absolute_error', 'least_absolute_deviation', 'quantile'].includes(loss)) throw new NotScorable(`${estimator.name} was fitted with the loss "${loss}", which is not known here.`)
  const marginsOf = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    const features = numberColumns(prepare === null ? columns : prepare.apply(columns, batch))
    if (features.length < width) throw malformed(estimator.file, 'its preprocessor gives fewer columns than its trees take')
    const sums = Array.from(start, (value) => new Float64Array(batch.rows).fill(value))
    sumLeaves(compiled, features, batch.rows, sums, batch.job)
    return sums
  }
  return {
    kind: classifier ? 'probabilities' : 'values', classes, width, outputs: classifier ? classes.length : 1,
    ...(prepare === null ? { forest: { forest, compiled }, float64: true } : { levels: (input: number) => prepare.levels(input) }),
    facts: [{ label: 'Iterations', value: String(stages.length) }, { label: 'Trees', value: String(forest.roots.length) }, { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) }, { label: 'Loss', value: loss }, { label: 'Start value', value: Array.from(start).join(', ') }],
    predict: (columns, batch) => {
      const sums = marginsOf(columns, batch)
      if (!classifier) return log ? sums.map((sum) => sum.map(Math.exp)) : sums
      return outputs === 1 ? twoClasses(sums[0]!.map(expit)) : softmaxRows(sums)
    },
    ...(classifier ? { decision: marginsOf } : {}),
    margin: (output: number) => outputs === 1
      ? { group: 0, offset: start[0]!, scale: 1, link: classifier ? 'logit' : log ? 'log' : 'identity', sign: classifier && output === 0 ? -1 : 1 }
      : { group: output, offset: start[output]!, scale: 1, link: 'other', sign: 1 },
  }
}

function addPredictor(builder: ForestBuilder, tree: Estimator, group: number): void {
  const nodes = tree.raw('nodes')
  if (!(nodes instanceof NdArray)) throw malformed(tree.file, 'a tree has no nodes')
  const column = (name: string): Float64Array => {
    const found = nodes.field(name)
    if (found === null) throw malformed(tree.file, `a tree has no ${name}`)
    return found
  }
  const n = nodes.length
  const leaf = column('is_leaf')
  const feature = column('feature_idx').map((f, i) => leaf[i] === 1 ? -1 : f)
  const rule = Uint8Array.from(column('missing_go_to_left'), (left) => left === 1 ? 0 : 1)
  const set = new Int32Array(n).fill(-1)
  const categorical = nodes.field('is_categorical')
  if (categorical?.some((flag) => flag === 1) === true) {
    const bitsets = tree.matrix('raw_left_cat_bitsets')
    const index = column('bitset_idx')
    for (let i = 0; i < n; i++) {
      if (leaf[i] === 1 || categorical[i] !== 1) continue
      if (index[i]! >= bitsets.rows || bitsets.columns !== 8) throw malformed(tree.file, 'a tree names a category set it does not have')
      const codes: number[] = []
      for (let code = 0; code < 256; code++) if (((bitsets.data[index[i]! * 8 + (code >> 5)]! >>> (code & 31)) & 1) === 1) codes.push(code)
      set[i] = builder.addSet(codes)
    }
  }
  // Thresholds of category nodes are not read.
  const threshold = column(nodes.field('num_threshold') === null ? 'threshold' : 'num_threshold').map((t) => Number.isNaN(t) ? 0 : t)
  builder.add({ group, feature, threshold, left: column('left'), right: column('right'), rule, set, value: column('value'), cover: column('count') })
}
