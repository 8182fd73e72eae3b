import { useState, type ReactElement } from 'react'
import type { FigureSpec } from '../../shared/contract/figure'
import type { FigureSize } from '../../shared/figures/plotly-figure'
import { tableToCsv, tableToTsv } from '../../shared/figures/table-text'
import { CellTableView } from '../ui/table'
import { useFigureActions, type FigureFile } from './figure-actions'
import styles from './figure.module.css'
import { figureToPng, figureToSvg } from './figure-to-svg'
import { Plot, plotSize } from './plot'

/** A figure with what belongs to it: the title that states the finding, the drawing, the table twin, copy and save. */
export function Figure({ spec }: { readonly spec: FigureSpec }): ReactElement {
  const [asTable, setAsTable] = useState(false)
  const [said, setSaid] = useState('')
  const [size, setSize] = useState<FigureSize>(() => plotSize(spec, 800))
  const actions = useFigureActions()

  const act = (work: () => Promise<void>, done: string): void => {
    work().then(() => setSaid(done), () => setSaid('That did not work. Nothing was written.'))
  }
  const save = (kind: FigureFile['kind']): void => {
    const write = actions.save
    if (write === null) return
    act(async () => write({ kind, suggestedName: `${spec.id.replace(/[^A-Za-z0-9._-]+/g, '-')}.${kind}`, bytes: await bytesOf(spec, kind, size) }), '')
  }

  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>{spec.title}</figcaption>
      {asTable ? <CellTableView table={spec.table} caption={spec.title} hideCaption /> : <Plot spec={spec} onSize={setSize} />}
      <div className={styles.tools}>
        <button type="button" className={styles.tool} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>{asTable ? 'Show figure' : 'Show table'}</button>
        <button type="button" className={styles.tool} onClick={() => act(() => actions.copy(tableToTsv(spec.table)), 'Table copied.')}>Copy table</button>
        {actions.save === null ? null : (['svg', 'png', 'csv'] as const).map((kind) => (
          <button key={kind} type="button" className={styles.tool} onClick={() => save(kind)}>{`Save ${kind.toUpperCase()}`}</button>
        ))}
        <span role="status" className={styles.said}>{said}</span>
      </div>
    </figure>
  )
}

/** Files are made in the light theme: they go into other people's documents. */
async function bytesOf(spec: FigureSpec, kind: FigureFile['kind'], size: FigureSize): Promise<Uint8Array> {
  switch (kind) {
    case 'csv': return new TextEncoder().encode(tableToCsv(spec.table))
    case 'svg': return new TextEncoder().encode(await figureToSvg(spec.plot, 'light', size.width, size.height))
    case 'png': return figureToPng(spec.plot, 'light', size.width, size.height)
  }
}
