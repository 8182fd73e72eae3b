import type { Block } from '../../contract/figure'
import type { JobContext } from '../../contract/job'
import type { RunRecord } from '../../contract/run-record'
import { sectionOfAnalysis } from '../document/analysis-sections'
import type { RenderedRun } from '../document/types'
import { compact } from './page-text'
import type { Detail } from './report'

/** Statements looked for with other digits; a pack made to have more absent ones is amber in any case. */
const mostSearches = 200

/** Puts a run record into words; null for a record that another version of its analysis made. */
export type RenderRecord = (run: RunRecord) => RenderedRun | null

/** A statement with numbers that the evidence gives, in the words of its analysis. */
interface Statement {
  readonly analysis: string
  /** As a person reads it, and without white space, as it is looked for. */
  readonly readable: string
  readonly text: string
  /** Parts that must be found where the whole is not: the cells of a table row that was divided. */
  readonly parts: readonly string[]
}

/**
 * Checks printed numbers against the evidence: every statement, table row and figure title with digits
 * that the analyses make of the run records must stand in the pages, character by character (white space
 * apart). Where the same words stand with other digits, and nothing else in the evidence explains them,
 * the number was changed.
 * @param printed text of the pages by `printedText`.
 * @param leftOut sections that the manifest says are not printed; their runs are said to be unchecked.
 * @param place how the text is called in sentences: "the document", "pack.html".
 */
export function checkPrinted(printed: string, runs: readonly RunRecord[], render: RenderRecord, job: JobContext, leftOut: readonly string[] = [], place = 'the document'): readonly Detail[] {
  const hidden = runs.filter((run) => leftOut.includes(sectionOfAnalysis(run.analysis)))
  const rendered = runs.filter((run) => !hidden.includes(run)).map((run) => ({ run, words: render(run) }))
  const statements = rendered.flatMap(({ run, words }) => (words === null ? [] : statementsOf(run, words)))
  const known = new Set(statements.map(({ text }) => text))
  const absent: Statement[] = []
  const details: Detail[] = rendered.filter(({ words }) => words === null).map(({ run }) => ({
    status: 'not-proven', code: 'contents.other-version', sentence: `What is printed of ${run.analysis} was not compared: it was made by version ${run.analysisVersion} of the analysis, which is not the one here.`,
  }))
  let searched = 0
  for (const statement of statements) {
    job.checkpoint()
    if (printed.includes(statement.text) || (statement.parts.length > 1 && statement.parts.every((part) => printed.includes(part)))) continue
    const other = searched++ < mostSearches ? otherDigits(printed, statement.text, known) : null
    if (other === null) absent.push(statement)
    else details.push({ status: 'failed', code: 'contents.printed-number', sentence: differenceIn(statement, other, place) })
  }
  const [first] = absent
  if (first !== undefined) {
    details.push({ status: 'not-proven', code: 'contents.not-printed', sentence: `${absent.length} of ${statements.length} statements that the evidence gives do not stand in ${place}; the first is "${clip(first.readable)}" (${first.analysis}). Another version of the program sets its pages otherwise.` })
  }
  if (details.length === 0) details.push({ status: 'proven', code: 'contents.printed', sentence: `All ${statements.length} statements and table rows with numbers stand in ${place} as the evidence gives them.` })
  for (const run of hidden) details.push({ status: 'not-checked', code: 'contents.left-out', sentence: `${run.analysis} is in the evidence and not in ${place}: the reviewer left its section out.` })
  return details
}

function statementsOf(run: RunRecord, rendered: RenderedRun): readonly Statement[] {
  const texts = [[run.result.headline], ...rendered.blocks.flatMap(textsOf), ...rendered.figures.map((figure) => [figure.title])]
  return texts.map((cells) => ({ analysis: run.analysis, readable: cells.join(' '), text: compact(cells.join('')), parts: cells.map(compact) })).filter(({ text }) => /\d/u.test(text))
}

/** Texts of a block, each as the cells it is set in. */
function textsOf(block: Block): readonly (readonly string[])[] {
  switch (block.block) {
    case 'paragraph': case 'note': case 'heading': return [[block.text]]
    case 'list': return block.items.map((item) => [item])
    case 'facts': return block.items.map(({ value }) => [value])
    case 'table': return block.table.rows
    case 'figure': return [[block.figure.title]]
    case 'formula': return []
  }
}

/** The same words with other digits, when the document has them and the evidence does not. */
function otherDigits(printed: string, text: string, known: ReadonlySet<string>): string | null {
  // Too few words besides the numbers would be found anywhere.
  if (text.replaceAll(/[\d.,%−-]+/gu, '').length < 6) return null
  const pattern = new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\/-]/gu, String.raw`\$&`).replaceAll(/\d+/gu, String.raw`\d{1,40}`), 'gu')
  for (const [match] of printed.matchAll(pattern)) if (!known.has(match)) return match
  return null
}

/** Names the first number that differs; both texts are alike but for their digits. */
function differenceIn({ analysis, readable, text }: Statement, other: string, place: string): string {
  const [given, found] = [text, other].map((words) => words.match(/\d+(?:[.,]\d+)*/gu) ?? [])
  const at = given!.findIndex((number, i) => number !== found![i])
  return `${analysis}: in "${clip(readable)}" ${place} prints ${found![at] ?? 'another number'} where the evidence gives ${given![at] ?? 'none'}.`
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
