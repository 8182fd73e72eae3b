import type { ReactElement } from 'react'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { Section } from '../../ui/page'
import styles from './pack.module.css'

/** Proof of time across an air gap: a question out, an answer in. */
export function TimeStamps(): ReactElement {
  const running = useSession((session) => session.jobs.length > 0)
  return (
    <Section title="Time stamp (RFC 3161)">
      <p className={styles.quiet}>Without one, the time of a signature is what the signer’s computer claims. Export the question for the latest signature, have an authority answer it, and put the answer in before the next person signs. Only a hash of the signature leaves this room.</p>
      <div className={styles.buttons}>
        <Button isDisabled={running} onPress={() => void actions.exportStampRequest()}>Export the question (.tsq)…</Button>
        <Button isDisabled={running} onPress={() => void actions.attachStamp()}>Put in the answer (.tsr)…</Button>
      </div>
    </Section>
  )
}
