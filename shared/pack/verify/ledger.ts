import type { Plan } from '../../contract/plan'
import { opinionWords, severityWords } from '../document/words'
import type { Manifest } from '../evidence/manifest'
import { compact } from './page-text'
import type { Detail } from './report'

export interface Ledger {
  readonly findings: readonly Readonly<Manifest['predicate']['findings'][number]>[]
  readonly opinion: Plan['opinion']
}

/**
 * Whether every finding of the evidence stands in a text by id, title and severity, dismissed ones
 * included, and the opinion with its words: a page that was taken out, or a grave finding printed as a
 * mild one, must not pass because the numbers are right.
 * @param text without white space, as `printedText` and `twinText` give it.
 * @param place how the text is called in sentences: "the document", "pack.html".
 */
export function checkLedger(text: string, { findings, opinion }: Ledger, place: string): readonly Detail[] {
  const details = findings.flatMap(({ id, title, severity }): readonly Detail[] => {
    const words = (severityWords as Readonly<Record<string, string>>)[severity] ?? severity
    if (text.includes(compact(`${id}${words}${title}`)) && text.includes(compact(`${id}  ${title}`))) return []
    return [{ status: 'failed', code: 'contents.finding-hidden', sentence: `Finding ${id} (${words.toLowerCase()}) of the evidence does not stand in ${place} as it was recorded: "${title.slice(0, 120)}".` }]
  })
  // As the summary and section 1 set it; what follows ends it, because one verdict begins with the words of another.
  const given = [`Opinion${opinionWords[opinion.verdict]}.`, `Opinion${opinionWords[opinion.verdict]}Model`, opinion.text].map(compact)
  if (!given.every((words) => text.includes(words))) details.push({ status: 'failed', code: 'contents.opinion-differs', sentence: `The opinion of the evidence (${opinionWords[opinion.verdict].toLowerCase()}) does not stand in ${place} as it was given.` })
  if (details.length > 0) return details
  return [{ status: 'proven', code: 'contents.ledger', sentence: `The opinion and ${findings.length === 0 ? 'an empty ledger' : `all ${findings.length} findings`} stand in ${place} as the evidence has them.` }]
}
