import { compareText } from '../../common/datasets'
import { countOf, listWords } from '../../common/format'
import type { CategorySample } from './category'
import { fewestCells } from './damage'
import type { Damage } from './damage'

/** Letters and digits only, small, without accents: what is left when only the spelling differs. */
const plain = (level: string): string => level.normalize('NFKD').toLowerCase().replace(/[^\p{Letter}\p{Number}]/gu, '')

/** What happened to the levels of a column, or null when nothing looks like damage. */
export function damageOfLevels(reference: CategorySample, current: CategorySample): Damage | null {
  if (reference.present < fewestCells || current.rows < fewestCells) return null
  if (current.present === 0) return reference.present >= 0.5 * reference.rows ? { kind: 'all-missing', text: 'every cell is missing' } : null
  if (current.present < fewestCells) return null
  const [only] = current.counts.keys()
  if (current.counts.size === 1 && (reference.counts.get(only!) ?? 0) < 0.5 * reference.present) return { kind: 'constant', text: `every value is "${only!}"` }
  return spelling(reference, current) ?? renamed(reference, current)
}

/** New levels that are old ones in another spelling. */
function spelling(reference: CategorySample, current: CategorySample): Damage | null {
  const known = new Map([...reference.counts.keys()].sort(compareText).map((level) => [plain(level), level]))
  const pairs = [...current.counts].filter(([level]) => !reference.counts.has(level) && Number.isNaN(Number(level)) && plain(level) !== '' && known.has(plain(level))).sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
  const rows = pairs.reduce((total, [, count]) => total + count, 0)
  if (rows < Math.max(5, 0.01 * current.present)) return null
  return { kind: 'spelling', text: `${countOf(rows, 'cell')} hold known levels in another spelling (${listWords(pairs.map(([level]) => `"${level}" for "${known.get(plain(level))!}"`))})` }
}

/** No level in common, but as many of them and in the same shares. */
function renamed(reference: CategorySample, current: CategorySample): Damage | null {
  const shared = [...current.counts].reduce((total, [level, count]) => total + (reference.counts.has(level) ? count : 0), 0)
  if (shared > 0.01 * current.present) return null
  const ranked = ({ counts, present }: CategorySample): readonly (readonly [string, number])[] => [...counts].filter(([, count]) => count > 0.005 * present).sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([level, count]) => [level, count / present] as const)
  const [before, after] = [ranked(reference), ranked(current)]
  const close = (p: number, q: number): boolean => Math.abs(p - q) <= 0.03 + 3 * Math.sqrt(p * (1 - p) * (1 / reference.present + 1 / current.present))
  if (before.length < 2 || before.length !== after.length || !before.every(([, share], index) => close(share, after[index]![1]))) return null
  return { kind: 'renamed', text: `no level is known, but there are as many and in the same shares, so they look renamed (by share: ${listWords(before.map(([level], index) => `"${level}" to "${after[index]![0]}"`))})` }
}
