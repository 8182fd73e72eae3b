import { memorySource } from '../../../shared/contract/bytes'
import { ExpectedError } from '../../../shared/contract/errors'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { configureOnnxForNode, tableOf } from '../../fixtures/model/cases'
import { hostileCases } from './cases'

/** Reads one hostile file in a process of its own and prints what happened, how long it took and the most memory it held. */
const name = process.argv[2]
const test = hostileCases.find((candidate) => candidate.name === name)
if (test === undefined) throw new Error(`no case ${String(name)}`)
configureOnnxForNode()
const bytes = test.make()
const before = process.resourceUsage().maxRSS
const started = performance.now()
let outcome = 'read'
try {
  const { card, createScorer } = await readModel(memorySource(test.file, bytes), quietJob)
  if (JSON.stringify(card).length > 5e7) outcome = 'card'
  // A loop is announced and runs only when scores are asked for; what ends it then is the worker's end.
  const scorer = card.security.some((note) => note.includes('may run for a long time')) ? undefined : await createScorer?.({})
  const scores = await scorer?.score(tableOf(Object.fromEntries(card.inputs.slice(0, 50).map((input) => [input.name, [0, 1, null]]))), quietJob)
  if (scores !== undefined) outcome = 'scored'
} catch (error) {
  outcome = error instanceof ExpectedError ? `${error.code}: ${error.message.slice(0, 200)}` : `THROWN ${error instanceof Error ? (error.stack ?? '').slice(0, 600) : String(error)}`
}
process.stdout.write(JSON.stringify({ outcome, milliseconds: Math.round(performance.now() - started), before: Math.round(before / 1024), megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }))
process.exit(0)
