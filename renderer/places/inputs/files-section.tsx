import type { ReactElement } from 'react'
import type { DatasetInput } from '../../../shared/review/state'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { formatBytes, formatCount } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Section } from '../../ui/page'
import { hidden, right, Table } from '../../ui/table'

/** The files a dataset is made of, one below the other in order of name. */
export function FilesSection({ dataset, loaded }: { readonly dataset: DatasetInput; readonly loaded: boolean }): ReactElement {
  const { id, summary } = dataset
  const parts = summary.parts ?? [{ name: summary.name, size: summary.size, sha256: summary.sha256, rows: summary.rows }]
  return (
    <Section
      title="Files"
      note={parts.length === 1 ? 'one file' : `${parts.length} parts of the same columns, in order of name`}
      actions={<Button icon="plus" isDisabled={!loaded} onPress={() => void actions.addParts(id)}>Add parts</Button>}
    >
      <Table caption="Files of the dataset" hideCaption tall>
        <thead><tr><th scope="col">File</th><th scope="col" className={right}>Rows</th><th scope="col" className={right}>Size</th><th scope="col">SHA-256</th><th scope="col"><span className={hidden}>Actions</span></th></tr></thead>
        <tbody>
          {parts.map((part, index) => (
            <tr key={part.sha256}>
              <td>{part.name}</td><td className={right}>{formatCount(part.rows)}</td><td className={right}>{formatBytes(part.size)}</td><td><Hash value={part.sha256} /></td>
              <td>{parts.length === 1 ? null : <Button kind="quiet" isDisabled={!loaded} label={`Take ${part.name} out`} onPress={() => void actions.removePart(id, index)}>Take out</Button>}</td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}
