import { malformed } from '../../problems'
import { ForestBuilder } from '../../trees/forest'
import { compileForest } from '../../trees/kernel'
import { averaged } from '../algorithms/drf'
import { boosted } from '../algorithms/gbm'
import { readGlm } from '../algorithms/glm'
import type { TreeHead } from '../folder'
import type { TreeTable } from '../forest'
import { MojoIni } from '../ini'
import { NotScorable, type Predictor } from '../predictor'
import { readTreeCode } from './expression'
import type { PojoSource } from './source'

/** A POJO as far as its text could be read. */
export interface Pojo {
  readonly source: PojoSource
  readonly head: TreeHead
  readonly predictor: Predictor | null
  readonly unsupported: readonly string[]
}

const number = String.raw`(-?(?:\d+\.?\d*(?:E-?\d+)?|Infinity|NaN))`
const label = String.raw`(?:hex\.genmodel\.GenModel\.correctProbabilities\(preds,PRIOR_CLASS_DISTRIB,MODEL_CLASS_DISTRIB\);)?preds\[0\]=hex\.genmodel\.GenModel\.getPrediction\(preds,PRIOR_CLASS_DISTRIB,data,${number}\);`
/** The ends of `score0` of tree models, after all trees have added to `preds`. */
const endings = {
  logistic: new RegExp(String.raw`^preds\[2\]=preds\[1\]\+${number};preds\[2\]=1\./\(1\.\+Math\.min\(1e19,Math\.exp\(-\(preds\[2\]\)\)\)\);preds\[1\]=1\.0-preds\[2\];${label}$`),
  identity: new RegExp(String.raw`^preds\[0\]\+=${number};preds\[0\]=preds\[0\];$`),
  log: new RegExp(String.raw`^preds\[0\]\+=${number};preds\[0\]=Math\.min\(1e19,Math\.exp\(preds\[0\]\)\);$`),
  softmax: new RegExp(String.raw`^hex\.genmodel\.GenModel\.GBM_rescale\(preds\);${label}$`),
  mean: /^preds\[0\]\/=(\d+);$/,
  firstMean: new RegExp(String.raw`^preds\[1\]\/=(\d+);preds\[2\]=1\.0-preds\[1\];${label}$`),
  shares: new RegExp(String.raw`^doublesum=0;for\(inti=1;i<preds\.length;i\+\+\)\{sum\+=preds\[i\];\}if\(sum>0\)for\(inti=1;i<preds\.length;i\+\+\)\{preds\[i\]/=sum;\}${label}$`),
} as const

/** Reads what the source is a model of; code of an unknown shape is named and ends scoring. */
export function readPojo(source: PojoSource, file: string): Pojo {
  const classifier = ['Binomial', 'Multinomial', 'Ordinal'].includes(source.category)
  const own = source.supervised ? source.domains.at(-1) ?? null : null
  if (classifier && (own === null || own.length !== source.classCount)) throw malformed(file, `it has ${source.classCount} classes and ${own?.length ?? 0} class names`)
  const threshold = /\.getPrediction\(preds,PRIOR_CLASS_DISTRIB,data,([^)]*)\)|\(mu>=([^)]*)\)/.exec(source.score)
  const head: TreeHead = {
    names: source.names, levels: source.domains.slice(0, source.names.length), classes: classifier ? own! : [], classCount: classifier ? source.classCount : 1,
    threshold: threshold === null ? 0.5 : Number(threshold[1] ?? threshold[2]), balanced: source.score.includes('correctProbabilities('),
    prior: Float64Array.from(source.prior), modelPrior: Float64Array.from(source.modelPrior), offsetColumn: null,
  }
  try {
    return { source, head, predictor: predictorOf(source, head, file), unsupported: [] }
  } catch (error) {
    if (!(error instanceof NotScorable)) throw error
    return { source, head, predictor: null, unsupported: [error.message] }
  }
}

function predictorOf(source: PojoSource, head: TreeHead, file: string): Predictor {
  switch (source.algorithm) {
    case 'gbm': case 'drf': return treesOf(source, head, file)
    case 'glm': return glmOf(source, head, file)
    default: throw new NotScorable(`The generated code of "${source.algorithm.slice(0, 40) || 'an algorithm it does not name'}" is shown here and not scored.`)
  }
}

function treesOf(source: PojoSource, head: TreeHead, file: string): Predictor {
  const found = /^java\.util\.Arrays\.fill\(preds,0\);((?:\w+\.score0\(data,preds\);)*)(.*)returnpreds;$/.exec(source.score)
  if (found === null) throw new NotScorable('Its score0 begins or ends in a way that is not known here.')
  const builder = new ForestBuilder('lt', source.names.length, file)
  let rounds = 0
  let groups = 0
  for (const [, forest] of found[1]!.matchAll(/(\w+)\.score0\(data,preds\);/g)) {
    rounds++
    const body = source.classes.get(forest!) ?? ''
    const lines = Array.from(body.matchAll(/preds\[(\d{1,9})\] \+= (\w+)\.score0\(fdata\);/g))
    if (lines.length === 0 || /[;{]/.test(body.replace(/preds\[\d+\] \+= \w+\.score0\(fdata\);|public static void score0\(double\[\] fdata, double\[\] preds\) \{/g, ''))) throw new NotScorable(`The code of ${forest!} is of a shape that is not known here.`)
    for (const [, place, tree] of lines) {
      const group = Number(place) - (head.classes.length === 0 ? 0 : 1)
      if (group < 0 || group >= head.classCount) throw malformed(file, `a tree adds to place ${place!} of ${head.classCount} outputs`)
      groups = Math.max(groups, group + 1)
      builder.add(readTreeCode(source, tree!, group, builder, file))
    }
  }
  const forest = builder.build()
  const trees: TreeTable = { forest, compiled: compileForest(forest), rounds, perRound: Math.max(1, groups) }
  return finishTrees(source, head, found[2]!, trees)
}

function finishTrees(source: PojoSource, head: TreeHead, ending: string, trees: TreeTable): Predictor {
  const classes = head.classes.length
  const at = (pattern: RegExp, fits: boolean): RegExpExecArray | null => fits ? pattern.exec(ending) : null
  const boosting = (distribution: string, link: 'identity' | 'log' | 'logit', init: number): Predictor => boosted(head, trees, { distribution, link, init, calibration: null })
  if (source.algorithm === 'gbm') {
    const logistic = at(endings.logistic, classes === 2)
    if (logistic !== null) return boosting('bernoulli', 'logit', Number(logistic[1]))
    const identity = at(endings.identity, classes === 0)
    if (identity !== null) return boosting('gaussian', 'identity', Number(identity[1]))
    const log = at(endings.log, classes === 0)
    if (log !== null) return boosting('poisson', 'log', Number(log[1]))
    if (at(endings.softmax, classes > 2) !== null) return boosting('multinomial', 'log', 0)
  } else {
    const mean = at(endings.mean, classes === 0) ?? at(endings.firstMean, classes === 2)
    if (mean !== null) return averaged(head, { ...trees, rounds: Number(mean[1]) }, false, null)
    if (at(endings.shares, classes >= 2) !== null) return averaged(head, trees, classes === 2, null)
  }
  throw new NotScorable(`Its score0 ends with statements that are not known here: ${ending.slice(0, 120)}`)
}

const impute = String.raw`(?:for\(inti=0;i<\d+;\+\+i\)if\(Double\.isNaN\(data\[i\]\)\)data\[i\]=CAT_MODES\.VALUES\[i\];)?(?:for\(inti=0;i<\d+;\+\+i\)if\(Double\.isNaN\(data\[i(?:\+\d+)?\]\)\)data\[i(?:\+\d+)?\]=NUM_MEANS\.VALUES\[i\];)?`
const levels = (sum: string, place: string): string => String.raw`(?:for\(inti=0;i<CATOFFS\.length-1;\+\+i\)(?:if\(data\[i\]!=0\))?\{intival=\(int\)data\[i\](?:-1)?;if\(ival!=data\[i\](?:-1)?\)thrownewIllegalArgumentException\("categoricalvalueoutofrange"\);ival\+=CATOFFS\[i\];if\(ival<CATOFFS\[i\+1\]\)${sum}\+=b\[ival${place}\];\})?`
const linear = {
  single: new RegExp(String.raw`^finaldouble\[\]b=BETA\.VALUES;${impute}doubleeta=0\.0;${levels('eta', '')}for\(inti=\d+;i<b\.length-1-\d+;\+\+i\)eta\+=b\[\d+\+i\]\*data\[i\];eta\+=b\[b\.length-1\];doublemu=hex\.genmodel\.GenModel\.GLM_(identity|logit|log|inverse|tweedie)Inv\(eta(?:,${number})?\);(preds\[0\]=mu;|preds\[0\]=\(mu>=${number}\)\?1:0;preds\[1\]=1\.0-mu;preds\[2\]=mu;)returnpreds;$`),
  multinomial: new RegExp(String.raw`^finaldouble\[\]b=BETA\.VALUES;${impute}preds\[0\]=0;for\(intc=0;c<\d+;\+\+c\)\{preds\[c\+1\]=0;${levels(String.raw`preds\[c\+1\]`, String.raw`\+c\*\d+`)}for\(inti=0;i<\d+;\+\+i\)preds\[c\+1\]\+=b\[\d+\+i\+c\*\d+\]\*data\[i(?:\+\d+)?\];preds\[c\+1\]\+=b\[\d+\+c\*\d+\];\}doublemax_row=0;for\(intc=1;c<preds\.length;\+\+c\)if\(preds\[c\]>max_row\)max_row=preds\[c\];doublesum_exp=0;for\(intc=1;c<preds\.length;\+\+c\)\{sum_exp\+=\(preds\[c\]=Math\.exp\(preds\[c\]-max_row\)\);\}sum_exp=1/sum_exp;doublemax_p=0;for\(intc=1;c<preds\.length;\+\+c\)if\(\(preds\[c\]\*=sum_exp\)>max_p\)\{max_p=preds\[c\];preds\[0\]=c-1;\};?returnpreds;$`),
} as const

/** A linear model's code always is the same; what differs is taken over as a MOJO would have it. */
function glmOf(source: PojoSource, head: TreeHead, file: string): Predictor {
  const single = linear.single.exec(source.score)
  if (single === null && !linear.multinomial.test(source.score)) throw new NotScorable('Its score0 is of a shape that is not known here.')
  const list = (name: string): string => `[${(source.arrays.get(name) ?? []).map((element) => String(Number(element.replace(/[dD]$/, '')))).join(', ')}]`
  const offsets = source.constants.get('CATOFFS') ?? []
  const categories = Math.max(0, offsets.length - 1)
  const skipsFirst = source.score.includes('if(data[i]!=0){')
  const text = [
    '[info]', 'n_columns = 0', `cats = ${categories}`, `nums = ${source.names.length - categories}`, `cat_offsets = [${offsets.join(', ')}]`, `use_all_factor_levels = ${!skipsFirst}`,
    `mean_imputation = ${source.score.includes('NUM_MEANS') || source.score.includes('CAT_MODES')}`, `cat_modes = ${list('CAT_MODES')}`, `num_means = ${list('NUM_MEANS')}`, `beta = ${list('BETA')}`,
    `family = ${single === null ? 'multinomial' : head.classes.length === 2 ? 'binomial' : 'as the link says'}`, `link = ${single?.[1] ?? 'multinomial'}`, `tweedie_link_power = ${single?.[2] ?? '0'}`,
  ].join('\n')
  return readGlm({ ...head, ini: new MojoIni(text, file), file })
}
