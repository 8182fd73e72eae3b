import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parsePlan } from '../../../shared/review/from-plan'
import { configureOnnxForNode } from '../../fixtures/model/cases'
import { reviewOf } from '../sample/review-of'

/** Figures of one dataset, as scikit-learn gives them. */
interface Expected {
  readonly confusion: readonly (readonly number[])[]
  readonly precision: readonly number[]
  readonly recall: readonly number[]
  readonly f1: readonly number[]
  readonly auc: readonly number[]
}

const folder = resolve(import.meta.dirname, '../../fixtures/multiclass')
const expected = JSON.parse(readFileSync(resolve(folder, 'expected.json'), 'utf8')) as Readonly<Record<string, { readonly plain: Expected & Readonly<Record<string, unknown>>; readonly weighted: Expected & Readonly<Record<string, unknown>> }>>
const scalars = ['accuracy', 'balanced-accuracy', 'macro-precision', 'macro-recall', 'macro-f1', 'weighted-precision', 'weighted-recall', 'weighted-f1', 'kappa', 'mcc', 'log-loss', 'brier', 'macro-auc', 'weighted-auc'] as const

const cases = [
  { name: 'wine', model: 'wine.onnx', outcome: 'cultivar', classes: ['barbera', 'barolo', 'grignolino'] },
  { name: 'iris', model: 'iris.json', outcome: 'species', classes: ['0', '1', '2'] },
] as const

function planOf({ name, model, outcome, classes }: (typeof cases)[number], withModel: boolean, weighted: boolean) {
  return parsePlan(JSON.stringify({
    countersign: 1, title: name, task: 'multiclass',
    model: { name, ...(withModel ? { file: model } : {}) },
    datasets: [{ file: `${name}-development.csv`, role: 'development' }, { file: `${name}-test.csv`, role: 'test' }],
    columns: {
      [outcome]: ['outcome'], predicted: ['prediction'], ...Object.fromEntries(classes.map((label) => [`p_${label}`, ['prediction']])),
      ...(weighted ? { weight: ['weight'] } : {}),
      ...(name === 'wine' ? { alcohol: ['feature'], ash: ['feature', 'segment'] } : { sepal_length: ['feature', 'segment'] }),
    },
  }), 'plan.json')
}

beforeAll(configureOnnxForNode)

describe.each(cases)('$name, a model of three classes', (each) => {
  const file = (name: string): Uint8Array => new Uint8Array(readFileSync(resolve(folder, name)))

  it.each([{ withModel: true, weighted: false }, { withModel: false, weighted: false }, { withModel: true, weighted: true }])('gives the figures that scikit-learn gives (artifact $withModel, weights $weighted)', async ({ withModel, weighted }) => {
    const { runs } = await reviewOf(planOf(each, withModel, weighted), file)
    const { result } = runs.find((run) => run.analysis === 'performance.multiclass')!
    const valueOf = (id: string): number => result.values.find((value) => value.id === id)!.value!
    for (const role of ['development', 'test']) {
      const wanted = expected[`${each.name}-${role}`]![weighted ? 'weighted' : 'plain']
      for (const id of scalars) expect(valueOf(`${id}/${role}`), id).toBeCloseTo(wanted[id] as number, 6)
      each.classes.forEach((label, index) => {
        for (const id of ['precision', 'recall', 'f1', 'auc'] as const) expect(valueOf(`${id}/${role}/${label}`), id).toBeCloseTo(wanted[id][index]!, 6)
        each.classes.forEach((other, j) => { expect(valueOf(`cell/${role}/${label}/${other}`)).toBe(wanted.confusion[index]![j]) })
      })
    }
  })

  it('reproduces classes and probabilities, and knows what cannot be run', async () => {
    const { runs, notRun } = await reviewOf(planOf(each, true, false), file)
    const again = runs.find((run) => run.analysis === 'stability.re-performance')!.result
    expect(again.verdict).toBe('equivalent')
    expect(again.values.find((value) => value.id === 'mismatches')!.n).toBe(4 * (each.name === 'wine' ? 178 : 150))
    expect(runs.map((run) => run.analysis)).toEqual(expect.arrayContaining(['performance.multiclass', 'performance.calibration', 'drift.prediction', 'drift.target', 'subpopulations.group-performance']))
    expect(notRun.find((refusal) => refusal.analysis === 'performance.discrimination')!.reason).toBe('It applies to binary models; this one is multiclass.')
    expect(notRun.filter((refusal) => refusal.reason.startsWith('It failed'))).toEqual([])
  })
})
