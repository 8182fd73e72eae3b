import { useMemo, type ReactElement } from 'react'
import type { ModelSummary } from '../../../shared/contract/engine'
import { compareCards, type DifferenceArea } from '../../../shared/model/compare/compare-cards'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { Hash } from '../../ui/hash'
import { Note } from '../../ui/notice'
import { Facts, Section } from '../../ui/page'
import { Table } from '../../ui/table'
import styles from './inputs.module.css'

const areas: Readonly<Record<DifferenceArea, string>> = { format: 'Format', inputs: 'Inputs', outputs: 'Outputs', size: 'Size and parameters', use: 'Use of inputs', structure: 'Structure', environment: 'Environment', warnings: 'Warnings' }

/** What differs from another version of the artifact: read beside this one, never scored. */
export function ModelComparison({ model, before }: { readonly model: ModelSummary; readonly before: ModelSummary | null }): ReactElement {
  const comparison = useMemo(() => before === null ? null : compareCards(before.card, model.card), [before, model])
  return (
    <Section
      title="Compared with another version"
      note="the version before, or a candidate to replace it"
      actions={(
        <>
          <Button onPress={() => void actions.pickEarlierModel()}>{before === null ? 'Choose a version…' : 'Choose another…'}</Button>
          <Button kind="quiet" onPress={() => void actions.pickEarlierModel(true)}>Choose a folder…</Button>
          {before === null ? null : <Button kind="quiet" onPress={() => void actions.edit({ edit: 'model.compared', model: null })}>Remove</Button>}
        </>
      )}
    >
      {before === null || comparison === null ? <p className={styles.listNote}>Inputs, outputs, size, parameters, use of the inputs, structure and environment of the two files are laid side by side, and printed in the pack under changes.</p> : (
        <>
          <Facts items={[{ label: 'Compared with', value: before.name }, { label: 'SHA-256', value: <Hash value={before.sha256} full /> }]} />
          {before.sha256 === model.sha256 ? <Note tone="info">The two are the same file.</Note> : <p>{comparison.headline}</p>}
          {comparison.differences.length === 0 ? null : (
            <Table caption="What differs" hideCaption tall>
              <thead><tr><th scope="col">About</th><th scope="col">What</th><th scope="col">Kind</th><th scope="col">That version</th><th scope="col">This one</th></tr></thead>
              <tbody>{comparison.differences.map((difference, index) => <tr key={index}><td>{areas[difference.area]}</td><td>{difference.item}</td><td>{difference.kind}</td><td>{difference.was}</td><td>{difference.is}</td></tr>)}</tbody>
            </Table>
          )}
          {comparison.unlisted === 0 ? null : <p className={styles.listNote}>and {comparison.unlisted} more differences of structure</p>}
        </>
      )}
    </Section>
  )
}
