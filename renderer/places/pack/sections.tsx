import { type ReactElement, useMemo, useState } from 'react'
import { sectionStates, type SectionState } from '../../../shared/pack/document/section-states'
import { neutralRulePack } from '../../../shared/pack/rules/rule-pack'
import type { ReviewState } from '../../../shared/review/state'
import { rulePacks } from '../../packing/rule-packs'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/choice'
import { TextBox } from '../../ui/field'
import { Section } from '../../ui/page'
import { State } from '../../ui/status'
import { Table } from '../../ui/table'
import styles from './pack.module.css'

const looks = {
  'tested': { tone: 'plain', icon: 'check', words: 'tested' },
  'stated': { tone: 'plain', icon: 'file', words: 'stated' },
  'not-tested': { tone: 'amber', icon: 'inconclusive', words: 'not tested, not stated' },
  'left-out': { tone: 'plain', icon: 'cross', words: 'left out' },
} as const

/** The thirty sections as they would be printed now, with what the reviewer adds to each. */
export function Sections({ review }: { readonly review: ReviewState }): ReactElement {
  const signatures = useSession((session) => session.signoffs)
  const states = useMemo(() => {
    const applied = rulePacks.filter(({ id }) => (review.rulePacks.length === 0 ? id === neutralRulePack : review.rulePacks.includes(id)))
    return sectionStates(review, { signatures, rulePacks: applied.map((pack) => ({ ...pack, sha256: '' })) })
  }, [review, signatures])
  const [open, setOpen] = useState<string | null>(null)
  const missing = states.filter(({ status }) => status === 'not-tested').length
  return (
    <Section title="Sections and notes" note={missing === 0 ? 'every section rests on a test or a statement' : `${missing} of ${states.length} say “not tested” or “not stated”`}>
      <p className={styles.quiet}>Every pack has these thirty sections. Optional ones may be left out of the print; the pack then names them as left out, and their evidence stays inside.</p>
      <Table caption="Sections of the pack" hideCaption>
        <thead><tr><th scope="col">No.</th><th scope="col">Section</th><th scope="col">State</th><th scope="col">Print</th><th scope="col">Your note</th></tr></thead>
        <tbody>
          {states.map((state) => <SectionRow key={state.id} state={state} review={review} isOpen={open === state.id} onOpen={(on) => setOpen(on ? state.id : null)} />)}
        </tbody>
      </Table>
    </Section>
  )
}

interface RowProps {
  readonly state: SectionState
  readonly review: ReviewState
  readonly isOpen: boolean
  readonly onOpen: (open: boolean) => void
}

function SectionRow({ state, review, isOpen, onOpen }: RowProps): ReactElement {
  const note = review.notes[state.id] ?? ''
  const look = looks[state.status]
  const { leftOut } = review
  const print = (on: boolean): void => void actions.edit({ edit: 'sections.left-out', ids: on ? leftOut.filter((id) => id !== state.id) : [...leftOut, state.id] })
  return (
    <>
      <tr>
        <td>{state.number}</td>
        <td>{state.title}</td>
        <td><State tone={look.tone} icon={look.icon}>{look.words}</State></td>
        <td>{state.optional ? <Checkbox label={`Print ${state.title}`} isSelected={!leftOut.includes(state.id)} onChange={print} /> : <span className={styles.quiet}>always</span>}</td>
        <td><Button kind="quiet" label={`${isOpen ? 'Close the note on' : note === '' ? 'Write a note on' : 'Edit the note on'} ${state.title}`} onPress={() => onOpen(!isOpen)}>{isOpen ? 'Close' : note === '' ? 'Write…' : 'Edit…'}</Button></td>
      </tr>
      {isOpen ? (
        <tr>
          <td />
          <td colSpan={4}>
            <TextBox label={`Note on ${state.title}`} hint={`${state.ask === '' ? state.basis : state.ask} An empty line starts a new paragraph.`} rows={5} value={note} onCommit={(text) => void actions.edit({ edit: 'note.changed', key: state.id, text })} />
          </td>
        </tr>
      ) : note === '' ? null : <tr><td /><td colSpan={4} className={styles.note}>{note}</td></tr>}
    </>
  )
}
