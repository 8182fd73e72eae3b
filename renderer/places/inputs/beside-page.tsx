import { type ReactElement, useMemo, useRef, useState } from 'react'
import type { DatasetInput } from '../../../shared/review/state'
import type { ColumnProfile } from '../../../shared/contract/table'
import { cx } from '../../ui/cx'
import { formatColumnValue, formatCount, formatPercent } from '../../ui/format'
import { Select } from '../../ui/select'
import { Sparkline } from '../../ui/sparkline'
import { State } from '../../ui/status'
import { right as alignRight, Table } from '../../ui/table'
import { datasetRoleWords } from '../../ui/words'
import { type ColumnPair, pairColumns, pairNotes, partnerOf } from './beside'
import styles from './beside-page.module.css'
import { FilterBar } from './filter-bar'
import { Grid } from './grid'
import { type GridView, plainView, widthOf } from './grid-view'
import { makeScrollLink } from './use-grid-scroll'
import { useRows } from './use-rows'
import { useShownRows } from './use-shown-rows'

interface BesidePageProps {
  readonly dataset: DatasetInput
  readonly datasets: readonly DatasetInput[]
  readonly unloaded: readonly string[]
}

/** Two datasets next to each other: their columns in pairs, and below them their rows, which scroll together. */
export function BesidePage({ dataset, datasets, unloaded }: BesidePageProps): ReactElement {
  const [wanted, setWanted] = useState<string | null>(null)
  const others = datasets.filter(({ id }) => id !== dataset.id)
  const partner = others.find(({ id }) => id === wanted) ?? partnerOf(dataset, datasets)
  if (partner === null) return <p className={styles.note}>There is no other dataset in this review. Add one to lay it beside this one.</p>
  const missing = [dataset, partner].filter(({ id }) => unloaded.includes(id))
  return (
    <div className={styles.page}>
      <Select label="Beside" inline value={partner.id} options={others.map(({ id, role, period, summary }) => ({ value: id, label: summary.name, hint: `${datasetRoleWords[role]}${period === '' ? '' : ` ${period}`}` }))} onChange={setWanted} className={styles.choice} />
      <Pairs key={`${partner.id} ${partner.summary.sha256}`} dataset={dataset} partner={partner} loaded={missing.length === 0} />
    </div>
  )
}

function Pairs({ dataset, partner, loaded }: { readonly dataset: DatasetInput; readonly partner: DatasetInput; readonly loaded: boolean }): ReactElement {
  const [bring, setBring] = useState<{ readonly column: string } | null>(null)
  const [a, b] = [dataset.summary, partner.summary]
  const pairs = useMemo(() => pairColumns(a.columns, b.columns), [a, b])
  const body = useRef<HTMLTableSectionElement>(null)
  const shown = useShownRows(pairs.length, body)
  return (
    <>
      <div className={styles.strip}>
        <Table caption={`Columns of ${a.name} and ${b.name}`} hideCaption>
          <thead>
            <tr>
              <th scope="col">Column</th><th scope="col">Dataset</th><th scope="col">Spread</th><th scope="col" className={alignRight}>Missing</th><th scope="col" className={alignRight}>Distinct</th>
              <th scope="col" className={alignRight}>Min</th><th scope="col" className={alignRight}>Max</th><th scope="col" className={alignRight}>Mean</th><th scope="col">To look at</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {shown.before === 0 ? null : <tr aria-hidden="true"><td colSpan={9} style={{ height: shown.before, padding: 0 }} /></tr>}
            {shown.indices.flatMap((index) => {
              const pair = pairs[index]
              return pair === undefined ? [] : [<PairRow key={pair.name} pair={pair} index={index} first={a.name} second={b.name} measure={shown.measure} isCurrent={bring?.column === pair.name} onShow={loaded && pair.left !== null && pair.right !== null ? () => setBring({ column: pair.name }) : null} />]
            })}
            {shown.after === 0 ? null : <tr aria-hidden="true"><td colSpan={9} style={{ height: shown.after, padding: 0 }} /></tr>}
          </tbody>
        </Table>
      </div>
      {loaded ? <Grids dataset={dataset} partner={partner} pairs={pairs} bring={bring} /> : <p className={styles.note}>Load the files to see their rows.</p>}
    </>
  )
}

interface PairRowProps {
  readonly pair: ColumnPair
  readonly index: number
  readonly first: string
  readonly second: string
  readonly measure: ((element: Element | null) => void) | undefined
  readonly isCurrent: boolean
  readonly onShow: (() => void) | null
}

/** Both profiles of a column, one line each in a single row, so that they are compared by eye. */
function PairRow({ pair, index, first, second, measure, isCurrent, onShow }: PairRowProps): ReactElement {
  const both = (show: (column: ColumnProfile) => string): ReactElement => <>{[pair.left, pair.right].map((column, side) => <span key={side} className={styles.side}>{column === null ? '–' : show(column)}</span>)}</>
  return (
    <tr data-index={index} ref={measure} className={cx(isCurrent && styles.current)}>
      <th scope="row" className={styles.column}>{onShow === null ? pair.name : <button type="button" className={styles.name} aria-pressed={isCurrent} title="Bring it on screen in both grids" onClick={onShow}>{pair.name}</button>}</th>
      <td className={styles.source}><span className={styles.side} title={first}>{first}</span><span className={styles.side} title={second}>{second}</span></td>
      <td>{[pair.left, pair.right].map((column, side) => <span key={side} className={styles.side}>{column === null ? '–' : <Sparkline bars={column.bars} label={`${pair.name} in ${side === 0 ? first : second}: ${column.bars.length} bars`} />}</span>)}</td>
      <td className={alignRight}>{both((column) => formatPercent(column.rows === 0 ? 0 : column.missingTotal / column.rows))}</td>
      <td className={alignRight}>{both(({ distinct }) => (distinct === null ? 'many' : formatCount(distinct)))}</td>
      <td className={alignRight}>{both(({ min, type }) => (min === null ? '' : formatColumnValue(min, type)))}</td>
      <td className={alignRight}>{both(({ max, type }) => (max === null ? '' : formatColumnValue(max, type)))}</td>
      <td className={alignRight}>{both(({ mean, type }) => (mean === null || type === 'date' || type === 'boolean' ? '' : formatColumnValue(mean, type)))}</td>
      <td className={styles.flags}>{pairNotes(pair).map((note) => <State key={note} tone="amber" icon="warning">{note}</State>)}</td>
    </tr>
  )
}

/** Both grids show the columns that both datasets have, in one order and width, sorted and filtered alike. */
function Grids({ dataset, partner, pairs, bring }: { readonly dataset: DatasetInput; readonly partner: DatasetInput; readonly pairs: readonly ColumnPair[]; readonly bring: { readonly column: string } | null }): ReactElement {
  const [view, setView] = useState<GridView>(plainView)
  const [link] = useState(makeScrollLink)
  const shared = useMemo(() => pairs.flatMap(({ left, right }) => (left === null || right === null ? [] : [{ left, right }])), [pairs])
  const names = useMemo(() => shared.map(({ left }) => left.name), [shared])
  const widths = useMemo(() => shared.map(({ left, right }) => Math.max(widthOf(left), widthOf(right))), [shared])
  const lefts = useMemo(() => shared.map(({ left }) => left), [shared])
  const rights = useMemo(() => shared.map(({ right }) => right), [shared])
  const ours = useRows(dataset.id, dataset.summary.sha256, names, view.sort, view.filter)
  const theirs = useRows(partner.id, partner.summary.sha256, names, view.sort, view.filter)
  if (names.length === 0) return <p className={styles.note}>The two have no column of the same name.</p>
  return (
    <>
      <FilterBar columns={names} filter={view.filter} onChange={(filter) => setView({ ...view, filter })} counts={[{ name: dataset.summary.name, left: ours.blocks.total, total: dataset.summary.rows }, { name: partner.summary.name, left: theirs.blocks.total, total: partner.summary.rows }]} />
      <div className={styles.grids}>
        <Grid summary={dataset.summary} columns={lefts} widths={widths} source={ours} view={view} onView={setView} link={link} bring={bring} />
        <Grid summary={partner.summary} columns={rights} widths={widths} source={theirs} view={view} onView={setView} link={link} bring={bring} />
      </div>
    </>
  )
}
