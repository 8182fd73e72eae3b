import type { ReactElement } from 'react'
import { analysisById } from '../../../shared/analyses/registry'
import type { Verification } from '../../session/types'
import { formatCount, formatNumber } from '../../ui/format'
import { Note } from '../../ui/notice'
import { State } from '../../ui/status'
import { right, Table } from '../../ui/table'

const shown = 200
const titleOf = (id: string): string => analysisById(id)?.title ?? id

/** What came of running the pack again: every number that differs, or that none does. */
export function Rerun({ rerun }: { readonly rerun: NonNullable<Verification['rerun']> }): ReactElement | null {
  const { comparison, missingInputs } = rerun
  if (missingInputs.length > 0) return <Note tone="warning">Not run: {missingInputs.join(', ')} {missingInputs.length === 1 ? 'was' : 'were'} not among the files, judged by SHA-256. A partial run would look like a match.</Note>
  if (comparison === null) return null
  const { compared, within, differences, missing, added } = comparison
  const beyond = compared - within
  // What breaks its tolerance first.
  const sorted = [...differences].sort((a, b) => Number(a.within) - Number(b.within))
  const clean = differences.every((difference) => difference.within) && missing.length === 0 && added.length === 0
  return (
    <>
      {clean
        ? <Note tone="done">All {formatCount(compared)} numbers came out again{differences.length === 0 ? ', to the last digit' : ` within their tolerance; ${formatCount(compared - differences.length)} to the last digit`}.</Note>
        : <Note tone="error">{beyond > 0 ? `${formatCount(beyond)} of ${formatCount(compared)} numbers differ beyond their tolerance.` : 'The runs are not the same.'}</Note>}
      {missing.length === 0 ? null : <Note tone="error">In the pack but not in the re-run: {missing.map(titleOf).join(', ')}.</Note>}
      {added.length === 0 ? null : <Note tone="warning">In the re-run but not in the pack: {added.map(titleOf).join(', ')}.</Note>}
      {sorted.length === 0 ? null : (
        <Table caption="Differences">
          <thead><tr><th scope="col">Analysis</th><th scope="col">Value</th><th scope="col" className={right}>In the pack</th><th scope="col" className={right}>Computed here</th><th scope="col" className={right}>Relative</th><th scope="col" className={right}>Tolerance</th><th scope="col">Judged</th></tr></thead>
          <tbody>
            {sorted.slice(0, shown).map((difference) => (
              <tr key={`${difference.analysis}/${difference.id}/${difference.field}`}>
                <td>{titleOf(difference.analysis)}</td>
                <td>{difference.id}{difference.field === 'value' || difference.field === difference.id ? '' : `, ${difference.field}`}</td>
                <td className={right}>{difference.was.length > 60 ? `${difference.was.slice(0, 60)}…` : difference.was}</td>
                <td className={right}>{difference.is.length > 60 ? `${difference.is.slice(0, 60)}…` : difference.is}</td>
                <td className={right}>{formatNumber(difference.relative)}</td>
                <td className={right}>{formatNumber(difference.tolerance)}</td>
                <td>{difference.within ? <State tone="plain" icon="check">within</State> : <State tone="bad" icon="different">differs</State>}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {sorted.length > shown ? <p>and {formatCount(sorted.length - shown)} more</p> : null}
    </>
  )
}
