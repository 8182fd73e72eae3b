import type { ReactElement } from 'react'
import { neutralRulePack, stateWords } from '../../../shared/pack/rules/rule-pack'
import type { ReviewState } from '../../../shared/review/state'
import { rulePacks } from '../../packing/rule-packs'
import { actions } from '../../session'
import { Checkbox } from '../../ui/choice'
import { Section } from '../../ui/page'
import styles from './pack.module.css'

/** Which rules the pack is laid beside. They decide no verdict: section 29 says where each clause is answered. */
export function RulePacks({ review }: { readonly review: ReviewState }): ReactElement {
  const { rulePacks: chosen } = review
  const choose = (id: string, on: boolean): void => void actions.edit({ edit: 'rule-packs.chosen', ids: on ? [...chosen, id] : chosen.filter((other) => other !== id) })
  return (
    <Section title="Rule packs" note={chosen.length === 0 ? 'none chosen: the neutral one is applied' : ''}>
      <p className={styles.quiet}>What bodies of rules ask of a review, as of a date, and where this pack answers. Not legal advice; no screen is a verdict on the law.</p>
      <ul className={styles.choices}>
        {rulePacks.filter(({ id }) => id !== neutralRulePack).map((pack) => (
          <li key={pack.id}>
            <Checkbox isSelected={chosen.includes(pack.id)} onChange={(on) => choose(pack.id, on)}>
              <span>{pack.title}<br /><span className={styles.quiet}>{stateWords[pack.status.state]}, as of {pack.asOf}</span></span>
            </Checkbox>
          </li>
        ))}
      </ul>
    </Section>
  )
}
