import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { quietJob } from '../../../shared/contract/job'
import type { Explanation } from '../../../shared/contract/model'
import type { Table } from '../../../shared/contract/table'
import { readModel } from '../../../shared/model/index'
import { selectRows } from '../../../shared/table/select-rows'
import { artifactOf, modelCases, tableOf } from '../../fixtures/model/cases'

interface Golden {
  readonly producer: string
  readonly backgroundRows: number
  readonly cases: readonly { readonly kind: 'path-dependent' | 'interventional'; readonly name: string; readonly artifact: string; readonly columns: readonly string[]; readonly values: readonly (readonly number[])[] }[]
}

// Contributions made by the real libraries (make_contributions.py beside this file).
const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'contributions.json'), 'utf8')) as Golden
const treeLibraries = JSON.parse(readFileSync(resolve(import.meta.dirname, 'contributions-h2o.json'), 'utf8')) as { readonly producer: string; readonly cases: readonly Omit<Golden['cases'][number], 'kind'>[] }
const columnsOf = new Map([...modelCases('xgboost'), ...modelCases('lightgbm'), ...modelCases('catboost'), ...modelCases('h2o')].map((test) => [test.name, test.columns]))
const head = (table: Table, rows: number): Table => selectRows(table, Int32Array.from({ length: rows }, (_, row) => row))

async function explain(name: string, artifact: string, trees: 'path-dependent' | 'interventional'): Promise<Explanation> {
  const { card, createScorer } = await readModel(artifactOf(name, artifact), quietJob)
  const table = tableOf(columnsOf.get(name)!)
  const scorer = await createScorer!({})
  return scorer.explain!(table, { output: card.outputs.at(-1)!.name, background: head(table, golden.backgroundRows), trees }, quietJob)
}

/** LightGBM explains the raw sum of its trees; here it is the log odds (the sigmoid's slope) and a random forest's mean (of 12). */
const scales: Readonly<Record<string, number>> = { 'lightgbm-binary-sigmoid': 0.7, 'lightgbm-rf': 1 / 12 }

describe(`contributions as ${golden.producer} give them`, () => {
  for (const { kind, name, artifact, columns, values } of golden.cases) {
    it(`${kind}: ${name}`, async () => {
      const given = await explain(name, artifact, kind)
      expect(given.method).toBe(`tree-${kind}`)
      // XGBoost works in float32 throughout, shap in its outputs.
      const tolerance = name.startsWith('xgboost') ? 2e-5 : kind === 'interventional' ? 1e-6 : 1e-7
      const scale = scales[name] ?? 1
      values.forEach((row, at) => {
        row.forEach((expected, place) => {
          const own = place === columns.length ? given.base : given.contributions[place]!.values[at]!
          expect(Math.abs(own - scale * expected), `row ${at}, ${columns[place] ?? 'base'}: ${own} for ${scale * expected}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))
        })
      })
    })
  }
})

// H2O works in float32.
describe(`contributions as ${treeLibraries.producer} give them (make_contributions_h2o.py)`, () => {
  for (const { name, artifact, columns, values } of treeLibraries.cases) {
    it(name, async () => {
      const given = await explain(name, artifact, 'path-dependent')
      expect(given.method).toBe('tree-path-dependent')
      values.forEach((row, at) => {
        row.forEach((expected, place) => {
          const own = place === columns.length ? given.base : given.contributions.find((part) => part.feature === columns[place])!.values[at]!
          expect(Math.abs(own - expected), `row ${at}, ${columns[place] ?? 'base'}: ${own} for ${expected}`).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(expected)))
        })
      })
    })
  }
})

const further = JSON.parse(readFileSync(resolve(import.meta.dirname, 'contributions-more.json'), 'utf8')) as { readonly producer: string; readonly rows: number; readonly cases: readonly { readonly kind: 'path-dependent' | 'interventional'; readonly name: string; readonly columns: readonly string[]; readonly classes: readonly (readonly (readonly number[])[])[] }[] }
const furtherCases = new Map([...modelCases('sklearn'), ...modelCases('xgboost'), ...modelCases('lightgbm'), ...modelCases('catboost')].map((test) => [test.name, test]))

// make_contributions_more.py: per class, CatBoost by its own ShapValues, scikit-learn by shap.
describe(`contributions to every class as ${further.producer} give them`, () => {
  for (const { kind, name, columns, classes } of further.cases) {
    it(`${kind}: ${name}`, async () => {
      const test = furtherCases.get(name)!
      const { card, createScorer } = await readModel(artifactOf(name, test.artifacts.find((file) => /(pkl|cbm|txt|json)$/.test(file))!), quietJob)
      const table = head(tableOf(test.columns), further.rows)
      const scorer = await createScorer!({})
      const outputs = card.outputs.filter((output) => output.kind !== 'label')
      for (const [place, values] of classes.entries()) {
        const output = (classes.length === 1 ? outputs.at(-1) ?? card.outputs.at(-1) : outputs[place])!.name
        const given = await scorer.explain!(table, { output, background: table, trees: kind }, quietJob)
        expect(given.method).toBe(`tree-${kind}`)
        // shap keeps the leaves of trees with a background in float32, XGBoost works in it; LightGBM explains the sum of a forest, not its mean.
        const tolerance = kind === 'interventional' || name.startsWith('xgboost') ? 1e-6 : 1e-8
        const scale = name === 'lightgbm-rf-multi' ? 1 / 12 : 1
        values.forEach((row, at) => row.forEach((expected, slot) => {
          const own = slot === columns.length ? given.base : given.contributions.find((part) => part.feature === columns[slot])?.values[at] ?? 0
          expect(Math.abs(own - scale * expected), `${output}, row ${at}, ${columns[slot] ?? 'base'}: ${own} for ${scale * expected}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)))
        }))
      }
    })
  }
  it('scikit-learn\'s boosting of several classes adds up, which shap does not explain', async () => {
    const test = furtherCases.get('sklearn-boosting-multi')!
    const { card, createScorer } = await readModel(artifactOf(test.name, test.artifacts.find((file) => file.endsWith('pkl'))!), quietJob)
    const table = tableOf(test.columns)
    const scorer = await createScorer!({})
    const outputs = card.outputs.filter((output) => output.kind !== 'label').map((output) => output.name)
    const margins: Float64Array[] = []
    for (const output of outputs) {
      const { base, contributions, output: sum } = await scorer.explain!(table, { output, background: head(table, 9), trees: 'path-dependent' }, quietJob)
      sum.forEach((value, row) => expect(Math.abs(contributions.reduce((total, part) => total + part.values[row]!, base) - value)).toBeLessThanOrEqual(1e-9))
      margins.push(sum)
    }
    const { outputs: scores } = await scorer.score(table, quietJob)
    const probability = scores.find(({ name }) => name === outputs[1])!.values
    probability.forEach((p, row) => {
      const exp = margins.map((values) => Math.exp(values[row]!))
      expect(p).toBeCloseTo(exp[1]! / (exp[0]! + exp[1]! + exp[2]!), 9)
    })
  })
})

/** Ensembles whose trees are not over the columns, or do not add up: their scorers give no contributions. */
const withoutContributions = /^(lightgbm-linear|catboost-(ctr.*|lossguide|text|booleans)|h2o-(deep.*|glm.*|ensemble.*|isolation-extended|gbm-onehot|gbm-limited))$/

describe('every tree ensemble adds up to its own output on every row', () => {
  for (const test of [...modelCases('xgboost'), ...modelCases('lightgbm'), ...modelCases('catboost'), ...modelCases('h2o')].filter(({ name }) => name !== 'catboost-text')) {
    for (const trees of ['path-dependent', 'interventional'] as const) {
      it(`${test.name}, ${trees}`, async () => {
        const { card, createScorer } = await readModel(artifactOf(test.name, test.artifacts.find((file) => file !== 'model.jar')!), quietJob)
        const table = tableOf(test.columns)
        const scorer = await createScorer!({})
        if (scorer.explain === undefined) {
          expect(test.name).toMatch(withoutContributions)
          return
        }
        // Calibrated probabilities and a mean path are no sums over trees.
        for (const { name } of card.outputs.filter((output) => (output.kind !== 'label' || card.outputs.length === 1) && !output.name.startsWith('calibrated:'))) {
          if (test.columns['age01'] !== undefined) continue
          const { base, contributions, output } = await scorer.explain(table, { output: name, background: head(table, 9), trees }, quietJob)
          output.forEach((value, row) => {
            const sum = contributions.reduce((total, column) => total + column.values[row]!, base)
            expect(Math.abs(sum - value), `${name}, row ${row}`).toBeLessThanOrEqual(2e-5 * Math.max(1, Math.abs(value)))
          })
        }
      })
    }
  }
})
