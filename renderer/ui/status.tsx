import type { ReactElement, ReactNode } from 'react'
import type { Severity, Verdict } from '../../shared/contract/analysis'
import type { FindingStatus } from '../../shared/review/state'
import { cx } from './cx'
import { Icon, type IconName } from './icon'
import styles from './status.module.css'
import { severityWords, statusWords, verdictWords } from './words'

const severityIcons: Readonly<Record<Severity, IconName>> = { critical: 'stop', high: 'warning', medium: 'diamond', low: 'down', observation: 'info' }

/** Severity with its own icon and word. */
export function SeverityTag({ severity }: { readonly severity: Severity }): ReactElement {
  return (
    <span className={cx(styles.status, styles.tag, styles[severity])}>
      <Icon name={severityIcons[severity]} />
      {severityWords[severity]}
    </span>
  )
}

/** Verdict with its own icon and word; never by colour alone. */
export function VerdictTag({ verdict }: { readonly verdict: Verdict }): ReactElement {
  return (
    <span className={cx(styles.status, styles[verdict])}>
      <Icon name={verdict} />
      {verdictWords[verdict]}
    </span>
  )
}

const statusIcons: Readonly<Record<FindingStatus, IconName>> = { 'proposed': 'inconclusive', 'confirmed': 'findings', 'dismissed': 'cross', 'in-progress': 'play', 'retest': 'undo', 'closed': 'check' }

/** Where a finding stands. */
export function FindingStatusTag({ status }: { readonly status: FindingStatus }): ReactElement {
  return (
    <span className={cx(styles.status, status === 'proposed' ? styles.accent : styles.plain)}>
      <Icon name={statusIcons[status]} />
      {statusWords[status]}
    </span>
  )
}

/** Any state said with icon and word: `good`, `bad`, `amber`, `plain`, `accent`. */
export function State({ tone, icon, children }: { readonly tone: 'good' | 'bad' | 'amber' | 'plain' | 'accent'; readonly icon: IconName; readonly children: ReactNode }): ReactElement {
  return (
    <span className={cx(styles.status, styles[tone])}>
      <Icon name={icon} />
      {children}
    </span>
  )
}
