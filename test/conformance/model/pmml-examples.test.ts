import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { sharedModels, tableOf } from '../../fixtures/model/cases'

type Cell = number | string | boolean | null
const folder = join(sharedModels, 'pmml')
const open = (file: string): ReturnType<typeof readModel> => readModel(memorySource(file.split('/').pop()!, new Uint8Array(readFileSync(join(folder, file)))), quietJob)

/** Scores one row; labels come back as text. Inputs not given are missing. */
async function score(file: string, row: Readonly<Record<string, Cell>>): Promise<Readonly<Record<string, Cell>>> {
  const { card, createScorer } = await open(`pmml4s-dmg/${file}`)
  expect(card.unsupported).toEqual([])
  const columns = Object.fromEntries(card.inputs.map((input) => [input.name, [row[input.name] ?? null]]))
  const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
  return Object.fromEntries(scores.outputs.map(({ name, values }) => {
    const kind = card.outputs.find((output) => output.name === name)!.kind
    return [name, Number.isNaN(values[0]!) ? null : kind === 'label' ? scores.labels![values[0]!]! : values[0]!]
  }))
}

// Examples of the PMML specification with the answers PMML4S's own tests expect.
describe.runIf(existsSync(folder))('examples of the specification', () => {
  const labels: readonly (readonly [file: string, row: Readonly<Record<string, Cell>>, label: Cell])[] = [
    ['tree/dmg_tree_normal.xml', { temperature: 75, humidity: 55, windy: 'false', outlook: 'overcast' }, 'may play'],
    ['tree/dmg_tree_missing_value_strategies.xml', { temperature: 45, outlook: 'sunny', humidity: 60 }, 'no play'],
    ['tree/dmg_tree_missing_value_strategies.xml', { outlook: 'sunny' }, 'will play'],
    ['tree/dmg_tree_missing_value_strategies.xml', {}, 'will play'],
    ['tree/dmg_tree_missing_defaultChild.xml', { temperature: 40, humidity: 70 }, 'no play'],
    ['tree/dmg_tree_missing_lastPrediction.xml', { outlook: 'sunny' }, 'will play'],
    ['tree/dmg_tree_missing_nullPredictedValue.xml', { outlook: 'sunny' }, null],
    ['tree/dmg_tree_missing_aggregateNodes.xml', { temperature: 45, humidity: 90 }, 'may play'],
    ['regression/dmg_regression_logistic.xml', { x1: 1, x2: 2 }, 'no'],
    ['regression/dmg_regression_multi_classes.xml', { age: 20, work: 10, sex: '0', minority: 0 }, 'professional'],
    ['general/dmg_general_multinomial_logistic.xml', { sex: 1, minority: 0, age: 25, work: 4 }, '2'],
    ['general/dmg_general_ordinal_multinomial.xml', { sex: 1, minority: 0, age: 25, work: 4 }, '2'],
    ['general/dmg_general_multinomial_contrast_matrix.xml', { gender: 'f', educ: 19, jobcat: 3, salbegin: 45000 }, 'Low'],
    ['naive/dmg_naive_bayes.xml', { 'age of individual': 24, gender: 'male', 'no of claims': '2', 'age of car': 1 }, '500'],
    ['mining/dmg_majority_vote_mining.xml', { petal_length: 2, petal_width: 1.75, day: 10, continent: 'africa' }, 'Iris-setosa'],
    ['mining/dmg_select_first_mining.xml', { petal_length: 2, petal_width: 1.75, day: 10, continent: 'africa' }, 'Iris-setosa'],
    ['mining/dmg_weighted_majority_vote_mining.xml', { SEPALLEN: 2, SEPALWID: 1.75, PETALLEN: 30, PETALWID: 2 }, '3'],
    ['rule/dmg_rule_simple.xml', { BP: 'HIGH', K: 0.0621, Age: 36, Na: 0.5023 }, 'drugA'],
    ['rule/dmg_rule_compound.xml', { BP: 'HIGH', K: 0.0621, Age: 36, Na: 0.5023 }, 'drugA'],
    ['svm/dmg_svm_classification_cont_predictors.xml', { x1: 0, x2: 0 }, 'no'],
    ['svm/dmg_svm_classification_cont_predictors.xml', { x1: 0, x2: 1 }, 'yes'],
    ['svm/dmg_svm_classification_cont_predictors.xml', { x1: 1, x2: 0 }, 'yes'],
    ['svm/dmg_svm_classification_cont_predictors.xml', { x1: 1, x2: 1 }, 'no'],
    ['svm/dmg_svm_classification_cat_predictors.xml', { Age: 20, Employment: 'Private' }, '1'],
    ['knn/dmg_knn_categorical_predictor_categorical_target.xml', { 'marital status': 's', age: 20, dependents: 2 }, 'Low'],
    ['cluster/dmg_clustering_center_based.xml', { 'marital status': 's', age: 20, salary: 5000 }, '2'],
  ]
  for (const [file, row, label] of labels) it(`${file} ${JSON.stringify(row)} → ${String(label)}`, async () => { expect((await score(file, row))['label']).toBe(label) })

  const values: readonly (readonly [file: string, row: Readonly<Record<string, Cell>>, value: number])[] = [
    ['regression/dmg_regression_linear.xml', { age: 20, salary: 1000, car_location: 'street' }, 609.4],
    ['regression/dmg_regression_polynomial.xml', { salary: 1000, car_location: 'street' }, 3426.0813300000004],
    ['regression/dmg_regression_interaction.xml', { age: 20, work: 1, sex: 'male' }, 0.10000000000000009],
    ['general/dmg_general_generalLinear.xml', { sex: 1, minority: 0, age: 25, work: 4 }, 1.771],
    ['general/dmg_general_regression.xml', { age: 25, work: 4 }, 2.283],
    ['general/dmg_general_generalizedLinear.xml', { sex: 1, minority: 0, age: 25, work: 4 }, 1.7744268679597344],
    // Worked by hand from the specification's formula H0(5)·e^(x'β − r'β); jpmml-evaluator gives the same number.
    ['general/dmg_general_cox.xml', { childs: 5, happy: 1, educ: 19 }, 0.782436645962723 * Math.exp(2.19176500383392 + 19 * (0.207006511267958 - 0.124788379173099) - 12.85536159601 * 0.207006511267958)],
    ['mining/dmg_weighted_average_mining.xml', { petal_length: 2, petal_width: 1.75, day: 10, continent: 'africa', sepal_width: 1 }, 5.254244999999999],
    ['mining/dmg_model_chain_mining.xml', { petal_length: 2, petal_width: 1.75, temperature: 30, cloudiness: 2 }, 1.5],
    ['mining/dmg_model_composition_mining.xml', { petal_length: 2, petal_width: 1.75, temperature: 30, cloudiness: 2 }, 0.7],
    ['mining/dmg_mining_efficient_model_chain.xml', { petal_length: 2, petal_width: 1.75, temperature: 30, cloudiness: 2 }, 0.7],
    ['knn/dmg_knn_continuous_predictors_two_targets.xml', { 'sepal length': 5.1, 'sepal width': 3.5, 'petal length': 1.4, 'petal width': 0.2 }, 10],
    ['anomaly/dmg_anomaly_ocsvm.xml', { sepal_length: 0, sepal_width: 0.5, petal_length: 1, petal_width: 2 }, -4.7832],
    ['anomaly/dmg_anomaly_cluster.xml', { sepal_length: 5.1, sepal_width: 3.5, petal_length: 1.4, petal_width: 0.2 }, 0.2908433613668061],
    ['anomaly/dmg_anomaly_cluster.xml', { sepal_length: 5, sepal_width: 2, petal_length: 3.5, petal_width: 1 }, 2.1761203019718547],
    // Mean path (4.1544313298030655 + 3) / 2 over the mean search path among 5.
    ['anomaly/dmg_anomaly_iforest.xml', { sepal_length: 1.5, petal_length: 5.8, petal_width: 4.6 }, 2 ** (-((4.1544313298030655 + 3) / 2) / (2 * (Math.log(4) + 0.5772156649015329) - 8 / 5))],
    ['mining/dmg_model_selection_mining.xml', { age: 40, income: 1000, gender: 'female' }, 0.03 * 1000 + 1.23 * 40],
    ['mining/dmg_model_selection_mining.xml', { age: 60, income: 1000, gender: 'male' }, 2.22 + 0.01 * 1000],
    ['mining/dmg_model_sequencing_mining.xml', { age: 10, income: 1000, gender: 'male' }, 32.32],
    ['mining/dmg_model_sequencing_mining.xml', { age: 10, income: 1000, gender: 'female' }, 78.91],
    ['neural/dmg_neural_normal.xml', { gender: '  female', 'no of claims': '       0', domicile: 'suburban', 'age of car': 5 }, 3067.3031886618014],
    ['scorecard/dmg_scorecard_example.xml', { department: 'engineering', age: 25, income: 500 }, 29],
  ]
  for (const [file, row, value] of values) it(`${file} ${JSON.stringify(row)} → ${value}`, async () => {
    const given = (await score(file, row))['score']
    expect(given).toBeTypeOf('number')
    expect(Math.abs((given as number) - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value))
  })

  it('scorecard reason codes, furthest below the baseline first', async () => {
    const row = await score('scorecard/dmg_scorecard_example.xml', { department: 'engineering', age: 25, income: 500 })
    expect([row['Reason Code 1'], row['Reason Code 2']]).toEqual(['RC2', 'RC1'])
  })
  it('naive Bayes probabilities', async () => {
    const row = await score('naive/dmg_naive_bayes.xml', { 'age of individual': 24, gender: 'male', 'no of claims': '2', 'age of car': 1 })
    for (const [label, value] of [['100', 0.04043221681936915], ['500', 0.3577224807531526], ['1000', 0.26372180444146], ['5000', 0.026700193675882444], ['10000', 0.3114233043101357]] as const) expect(row[`probability:${label}`]).toBeCloseTo(value, 12)
  })
})

describe.runIf(existsSync(folder))('documents that must not be followed', () => {
  it('refuses external entities and entity expansion', async () => {
    for (const file of ['XXEAttackTest.pmml', 'XEEAttackTest.pmml']) await expect(open(`schema-versions/${file}`)).rejects.toMatchObject({ code: 'model.xml-doctype' })
  })
  it('opens every schema version or says what is wrong', async () => {
    for (const file of readdirSync(join(folder, 'schema-versions')).filter((name) => name.startsWith('pmml-'))) {
      const { card } = await open(`schema-versions/${file}`)
      expect(card.formatVersion).toBe(file.slice(5, 8).replace('_', '.'))
      expect(card.unsupported).toEqual(['The document holds no model that is known here.'])
    }
  })
})
