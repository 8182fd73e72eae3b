import type { ReactElement } from 'react'
import type { Governance } from '../../../shared/review/state'
import { Segmented } from '../../ui/choice'
import { Section } from '../../ui/page'
import { tierWords } from '../../ui/words'
import { checklistFor } from './checklist'
import styles from './governance.module.css'

type Answer = Governance['checklist'][string]
const answers: readonly { readonly value: Answer; readonly label: string }[] = [{ value: 'open', label: 'Open' }, { value: 'done', label: 'Done' }, { value: 'not-applicable', label: 'N/A' }]

interface ChecklistProps {
  readonly governance: Governance
  readonly onChange: (patch: Partial<Governance>) => void
}

/** What the tier asks for, item by item. */
export function Checklist({ governance, onChange }: ChecklistProps): ReactElement {
  const items = checklistFor(governance.tier)
  const done = items.filter((item) => (governance.checklist[item.id] ?? 'open') !== 'open').length
  return (
    <Section title="Checklist" note={`tier ${tierWords[governance.tier].toLowerCase()}: ${done} of ${items.length} answered`}>
      <ul className={styles.checklist}>
        {items.map((item) => (
          <li key={item.id} className={styles.checkItem}>
            <span>{item.text}</span>
            <Segmented label={item.text} value={governance.checklist[item.id] ?? 'open'} options={answers} onChange={(answer) => onChange({ checklist: { ...governance.checklist, [item.id]: answer } })} />
          </li>
        ))}
      </ul>
    </Section>
  )
}
