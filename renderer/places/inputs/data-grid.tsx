import { type ReactElement, useMemo, useState } from 'react'
import type { DatasetSummary } from '../../../shared/contract/engine'
import { FilterBar } from './filter-bar'
import { Grid } from './grid'
import { type GridView, plainView, widthOf } from './grid-view'
import styles from './data-grid.module.css'
import { useRows } from './use-rows'

interface DataGridProps {
  readonly dataset: string
  readonly summary: DatasetSummary
}

/** The rows of a dataset with filters above them. */
export function DataGrid({ dataset, summary }: DataGridProps): ReactElement {
  const [view, setView] = useState<GridView>(plainView)
  const names = useMemo(() => summary.columns.map(({ name }) => name), [summary])
  const widths = useMemo(() => summary.columns.map(widthOf), [summary])
  const source = useRows(dataset, summary.sha256, names, view.sort, view.filter)
  return (
    <div className={styles.wrap}>
      <FilterBar columns={names} filter={view.filter} onChange={(filter) => setView({ ...view, filter })} counts={[{ name: '', left: source.blocks.total, total: summary.rows }]} />
      <Grid summary={summary} columns={summary.columns} widths={widths} source={source} view={view} onView={setView} />
    </div>
  )
}
