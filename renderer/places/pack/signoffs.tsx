import { type ReactElement, useEffect } from 'react'
import type { ReviewState } from '../../../shared/review/state'
import { actions, useSession } from '../../session'
import { Button, IconButton } from '../../ui/button'
import { TextField } from '../../ui/field'
import { Section } from '../../ui/page'
import styles from './pack.module.css'
import { addStep, firstSteps } from './steps'

/** Who signs, in which role and order. The fields are in the pack from the start, so that later signatures change nothing else. */
export function Signoffs({ review }: { readonly review: ReviewState }): ReactElement {
  const steps = useSession((session) => session.signoffs)
  const { reviewer } = review.governance
  const none = steps.length === 0
  useEffect(() => {
    if (none) actions.setSignoffs(firstSteps(reviewer))
  }, [none, reviewer])
  const change = (at: number, patch: Partial<(typeof steps)[number]>): void => actions.setSignoffs(steps.map((step, index) => (index === at ? { ...step, ...patch } : step)))
  return (
    <Section title="Sign-off plan" note="in this order; nobody signs twice" actions={<Button icon="plus" isDisabled={steps.length >= 6} onPress={() => actions.setSignoffs(addStep(steps))}>Add a role</Button>}>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step.field} className={styles.step}>
            <span className={styles.quiet}>{index + 1}</span>
            <TextField label="Role" hideLabel={index > 0} value={step.role} onCommit={(role) => change(index, { role })} />
            <TextField label="Name" hideLabel={index > 0} value={step.name} placeholder="Who is expected to sign" onCommit={(name) => change(index, { name })} />
            {steps.length === 1 ? <span /> : <IconButton icon="cross" label={`Remove ${step.role}`} onPress={() => actions.setSignoffs(steps.filter((_, at) => at !== index))} />}
          </li>
        ))}
      </ol>
    </Section>
  )
}
