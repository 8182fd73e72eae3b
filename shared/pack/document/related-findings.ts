import type { Finding } from '../../review/state'

/** Another finding that names some of the same columns. */
export interface RelatedFinding {
  readonly id: string
  readonly columns: readonly string[]
}

/**
 * Findings that are likely to describe the same problem: those whose title or evidence names a column
 * this one names as well. Dismissed ones are left out. A pointer for the reader; nothing is merged.
 */
export function relatedFindings(finding: Finding, all: readonly Finding[], columns: readonly string[]): readonly RelatedFinding[] {
  const own = columnsOf(finding, columns)
  return all.filter((other) => other.id !== finding.id && other.status !== 'dismissed').flatMap((other) => {
    const shared = columnsOf(other, columns).filter((column) => own.includes(column))
    return shared.length === 0 ? [] : [{ id: other.id, columns: shared }]
  }).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Columns named as whole words in the title or in the names of the values it rests on. */
function columnsOf({ title, condition, evidence }: Finding, columns: readonly string[]): readonly string[] {
  const text = [title, condition, ...evidence.flatMap(({ values }) => values)].join(' \n ')
  return columns.filter((column) => column !== '' && holdsWord(text, column))
}

function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + word.length])) return true
  }
  return false
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}
