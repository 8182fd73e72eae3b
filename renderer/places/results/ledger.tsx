import { type ReactElement, useState } from 'react'
import type { LedgerEntry } from '../../../shared/contract/analysis'
import { Button } from '../../ui/button'
import { counted, formatCount, formatP } from '../../ui/format'
import { Section } from '../../ui/page'
import { right, Table } from '../../ui/table'
import { Term } from '../../ui/term'

const methodWords: Readonly<Record<LedgerEntry['method'], string>> = { 'holm': 'Holm', 'bh': 'Benjamini–Hochberg', 'by': 'Benjamini–Yekutieli', 'max-t': 'max-T', 'none': 'none' }
const shortList = 12

/** Every test that was run, reported or not, with the adjustment for there being many. */
export function Ledger({ tests }: { readonly tests: readonly LedgerEntry[] }): ReactElement | null {
  const [all, setAll] = useState(false)
  if (tests.length === 0) return null
  const sorted = [...tests].sort((a, b) => a.pAdjusted - b.pAdjusted || a.p - b.p)
  const shown = all ? sorted : sorted.slice(0, shortList)
  return (
    <Section title="Ledger of tests" note={`${counted(tests.length, 'test')} run, ${tests.filter((test) => test.confirmatory).length} confirmatory; smallest first`}>
      <Table caption="Ledger of tests" hideCaption>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Of</th>
            <th scope="col">Family</th>
            <th scope="col" className={right}><Term definition="Number of observations the test used.">n</Term></th>
            <th scope="col" className={right}><Term definition="Probability, were there no difference, of a statistic at least as extreme as the one seen.">p</Term></th>
            <th scope="col" className={right}><Term definition="p after the adjustment for the number of tests in its family, by the method in the next column.">adjusted p</Term></th>
            <th scope="col">Adjustment</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((test) => (
            <tr key={test.id}>
              <td>{test.test}</td>
              <td>{test.label}</td>
              <td>{test.family}</td>
              <td className={right}>{formatCount(test.n)}</td>
              <td className={right}>{formatP(test.p)}</td>
              <td className={right}>{formatP(test.pAdjusted)}</td>
              <td>{methodWords[test.method]}{test.confirmatory ? '' : ', exploratory'}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      {tests.length > shortList ? <Button kind="quiet" onPress={() => setAll(!all)}>{all ? 'Show the smallest only' : `Show all ${tests.length} tests`}</Button> : null}
    </Section>
  )
}
