import type { ReactElement } from 'react'
import { Button } from 'react-aria-components/Button'
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure'
import type { Analysis } from '../../../shared/contract/analysis'
import type { ReviewState } from '../../../shared/review/state'
import { actions } from '../../session'
import { Checkbox } from '../../ui/choice'
import { SchemaForm } from '../../ui/form/schema-form'
import { counted } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { State } from '../../ui/status'
import { needsInWords } from './needs'
import styles from './plan.module.css'

interface PlanLineProps {
  readonly analysis: Analysis
  readonly review: ReviewState
  /** Why it does not apply; null when it does. */
  readonly reason: string | null
  readonly checked: boolean
  /** The answer is on its way. */
  readonly checking: boolean
  readonly finished: boolean
}

/** One analysis of the plan: whether it runs and why, and its parameters and method when opened. */
export function PlanLine({ analysis, review, reason, checked, checking, finished }: PlanLineProps): ReactElement {
  const planned = review.plan[analysis.id] ?? { enabled: true, params: {} }
  const applies = reason === null
  const changed = Object.keys(planned.params).length
  const change = (patch: Partial<typeof planned>): void => void actions.edit({ edit: 'plan.changed', analysis: analysis.id, ...planned, ...patch })
  return (
    <li className={styles.line}>
      <Disclosure>
        <div className={styles.summary}>
          <Checkbox label={`Run ${analysis.title}`} isSelected={planned.enabled && applies} isDisabled={!applies} onChange={(enabled) => change({ enabled })} />
          <div className={styles.words}>
            <Button slot="trigger" className={styles.title ?? ''}>
              <Icon name="chevron" className={styles.chevron} />
              {analysis.title}
            </Button>
            <p className={styles.answers}>{analysis.answers}</p>
          </div>
          <div className={styles.why}>
            {!checked ? (checking ? 'checking…' : 'not checked yet') : applies ? (
              <>
                <State tone={planned.enabled ? 'accent' : 'plain'} icon={finished || planned.enabled ? 'check' : 'cross'}>{finished ? 'Finished' : planned.enabled ? 'Applies' : 'Switched off'}</State>
                <p className={styles.reason}>Needs {needsInWords(analysis.needs) || 'any dataset'}.{analysis.tests ? ' Takes its share of α.' : ''}{changed > 0 ? ` ${counted(changed, 'parameter')} set by you.` : ''}</p>
              </>
            ) : (
              <>
                <State tone="plain" icon="cross">Does not apply</State>
                <p className={styles.reason}>{reason}</p>
              </>
            )}
          </div>
        </div>
        <DisclosurePanel className={styles.panel ?? ''}>
          <SchemaForm schema={analysis.params} values={planned.params} onChange={(params) => change({ params })} />
          <h3 className={styles.methodTitle}>How it is computed</h3>
          <ul className={styles.method}>{analysis.method.map((sentence, index) => <li key={index}>{sentence}</li>)}</ul>
          {analysis.references.length === 0 ? null : <p className={styles.reason}>{analysis.references.map((reference) => reference.text).join(' · ')}</p>}
        </DisclosurePanel>
      </Disclosure>
    </li>
  )
}
