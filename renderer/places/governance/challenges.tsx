import type { ReactElement } from 'react'
import type { Governance } from '../../../shared/review/state'
import { Button, IconButton } from '../../ui/button'
import { today } from '../../ui/date'
import { TextBox, TextField } from '../../ui/field'
import { Section } from '../../ui/page'
import { Select } from '../../ui/select'
import { optionsOf } from '../../ui/words'
import styles from './governance.module.css'

type Challenge = Governance['challenges'][number]
const outcomeWords: Readonly<Record<Challenge['outcome'], string>> = { open: 'Open', changed: 'Model changed', documented: 'Documented', rejected: 'Rejected with reason' }

interface ChallengesProps {
  readonly governance: Governance
  readonly onChange: (patch: Partial<Governance>) => void
}

/** Effective challenge: what was asked, what was answered, and whether it changed anything. */
export function Challenges({ governance: { challenges }, onChange }: ChallengesProps): ReactElement {
  const change = (id: string, patch: Partial<Challenge>): void => onChange({ challenges: challenges.map((challenge) => (challenge.id === id ? { ...challenge, ...patch } : challenge)) })
  const add = (): void => {
    const next = challenges.reduce((most, { id }) => Math.max(most, Number(id.replace(/^C-/, '')) || 0), 0) + 1
    onChange({ challenges: [...challenges, { id: `C-${String(next).padStart(3, '0')}`, date: today(), target: '', question: '', answer: '', outcome: 'open' }] })
  }
  const settled = challenges.filter(({ outcome }) => outcome !== 'open').length
  return (
    <Section
      title="Challenges"
      note={challenges.length === 0 ? undefined : `${challenges.length} raised, ${settled} settled, ${challenges.filter(({ outcome }) => outcome === 'changed').length} changed the model`}
      actions={<Button icon="plus" onPress={add}>Raise a challenge</Button>}
    >
      {challenges.length === 0 ? <p className={styles.quiet}>Questions to the developer about an assumption, the data, a metric or a limit, with the answer and what came of it. The totals are printed in the pack.</p> : (
        <ul className={styles.challenges}>
          {challenges.map((challenge) => (
            <li key={challenge.id} className={styles.challenge}>
              <div className={styles.challengeHead}>
                <strong>{challenge.id}</strong>
                <span className={styles.quiet}>{challenge.date}</span>
                <TextField label="About" inline value={challenge.target} placeholder="assumption, data, metric…" onCommit={(target) => change(challenge.id, { target })} />
                <Select label="Outcome" inline value={challenge.outcome} options={optionsOf(outcomeWords)} onChange={(outcome) => change(challenge.id, { outcome })} />
                <IconButton icon="cross" label={`Remove ${challenge.id}`} onPress={() => onChange({ challenges: challenges.filter(({ id }) => id !== challenge.id) })} />
              </div>
              <div className={styles.challengeBody}>
                <TextBox label="Question" rows={2} value={challenge.question} onCommit={(question) => change(challenge.id, { question })} />
                <TextBox label="Answer" rows={2} value={challenge.answer} onCommit={(answer) => change(challenge.id, { answer })} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
