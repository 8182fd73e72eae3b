import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { sharedModels, tableOf } from '../../fixtures/model/cases'

type Cell = string | number | null
interface Case {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly answers: readonly Readonly<Record<string, Cell>>[]
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, 'pmml-jpmml.json'), 'utf8')) as { readonly cases: readonly Case[] }

/** What jpmml-evaluator does otherwise than the standard, PMML4S and we do, each looked at. */
const otherwise: Readonly<Record<string, 'nothing' | 'probabilities'>> = {
  // Gives the one machine's target for every row, the specification's own XOR example included.
  'dmg_svm_classification_cont_predictors.xml': 'nothing',
  'dmg_svm_classification_cat_predictors.xml': 'nothing',
  // Prints 0 for every class; PMML4S has our numbers.
  'dmg_naive_bayes.xml': 'probabilities',
  // A vote of one each: the class that voted first instead of the one declared first.
  'dmg_majority_vote_mining.xml': 'probabilities',
}

describe.runIf(existsSync(sharedModels))('PMML beside jpmml-evaluator', () => {
  for (const test of cases) it(test.file, async () => {
    const short = test.file.slice(test.file.lastIndexOf('/') + 1)
    const { card, createScorer } = await readModel(memorySource(short, new Uint8Array(readFileSync(join(sharedModels, test.file)))), quietJob)
    if (card.unsupported.length > 0) {
      expect(card.unsupported.join()).toContain('AssociationModel')
      return
    }
    const table = tableOf(Object.fromEntries(test.columns.map((name, i) => [name, test.rows.map((row) => row[i] ?? null)])))
    const scores = await (await createScorer!({})).score(table, quietJob)
    let compared = 0
    test.answers.forEach((answer, row) => {
      // What the evaluator refuses (a fraction in an integer field, an attribute it does not know) we may answer.
      if (answer['!'] !== undefined || otherwise[short] === 'nothing') return
      const given = (name: string): Cell | undefined => {
        const found = scores.outputs.find((output) => output.name === name)?.values[row]
        if (found === undefined) return undefined
        return Number.isNaN(found) ? null : card.outputs.find((output) => output.name === name)!.kind === 'label' ? scores.labels![found]! : found
      }
      const target = Object.keys(answer)[0]!
      const shares = Object.entries(answer).filter(([name]) => name.startsWith(`${target}|`)).map(([, share]) => Number(share)).sort((a, b) => b - a)
      if (!(shares.length > 1 && shares[0] === shares[1])) same(given('label') ?? given('score') ?? null, answer[target]!)
      compared++
      for (const [name, value] of Object.entries(answer)) {
        const own = given(name.startsWith(`${target}|`) ? `probability:${name.slice(target.length + 1)}` : name)
        if (own !== undefined && own !== null && !(name.includes('|') && otherwise[short] === 'probabilities')) same(own, value)
      }
    })
    expect(compared + test.answers.filter((answer) => answer['!'] !== undefined).length).toBe(otherwise[short] === 'nothing' ? test.answers.filter((answer) => answer['!'] !== undefined).length : 12)
  })
})

function same(own: Cell, theirs: Cell): void {
  if (typeof own === 'number' && theirs !== null) expect(Math.abs(own - Number(theirs))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(Number(theirs))))
  else expect(own === null ? null : String(own)).toBe(theirs === null ? null : String(theirs))
}
