import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx'
import styles from './page.module.css'

interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  /** Children fill the page and scroll by themselves. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** A place: its name, what it says in a line, what can be done, and the body that scrolls. */
export function Page({ title, lead, actions, flush = false, children }: PageProps): ReactElement {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h1 className={styles.title}>{title}</h1>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
        </div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </header>
      {/* A scrolling region must be reachable by keyboard. */}
      <div className={cx(styles.body, flush && styles.flush)} {...(flush ? {} : { tabIndex: 0, role: 'region', 'aria-label': title })}>{children}</div>
    </div>
  )
}

interface SectionProps {
  readonly title: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly className?: string | undefined
  readonly children: ReactNode
}

/** A titled part of a page. */
export function Section({ title, note, actions, className, children }: SectionProps): ReactElement {
  return (
    <section className={cx(styles.section, className)}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {note === undefined ? null : <span className={styles.sectionNote}>{note}</span>}
        {actions === undefined ? null : <div className={styles.sectionActions}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** What goes here, and the button that puts it here. */
export function Empty({ title, children, actions }: { readonly title: string; readonly children: ReactNode; readonly actions?: ReactNode }): ReactElement {
  return (
    <div className={styles.empty}>
      <h2 className={styles.emptyTitle}>{title}</h2>
      <div className={styles.emptyText}>{children}</div>
      {actions === undefined ? null : <div className={styles.emptyActions}>{actions}</div>}
    </div>
  )
}

/** Sections side by side where there is room. */
export function Columns({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className={styles.columns}>{children}</div>
}

/** Fields in a grid. */
export function FormGrid({ children, dense = false }: { readonly children: ReactNode; readonly dense?: boolean }): ReactElement {
  return <div className={cx(styles.form, dense && styles.dense)}>{children}</div>
}

/** A field that takes the whole row of a `FormGrid`. */
export function Wide({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className={styles.wide}>{children}</div>
}

export interface Fact {
  readonly label: string
  readonly value: ReactNode
}

/** Label and value, line by line. */
export function Facts({ items }: { readonly items: readonly Fact[] }): ReactElement {
  return (
    <dl className={styles.facts}>
      {items.map(({ label, value }, index) => [<dt key={`t${index}`}>{label}</dt>, <dd key={`d${index}`}>{value}</dd>])}
    </dl>
  )
}
