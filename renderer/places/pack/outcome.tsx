import type { ReactElement } from 'react'
import { actions } from '../../session'
import type { PackOutcome } from '../../session/types'
import { Button } from '../../ui/button'
import { counted } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Facts, Section } from '../../ui/page'
import { VerifyLines, VerifyVerdict } from '../../ui/verify-lines'
import styles from './pack.module.css'

/** The pack that was just written, checked again from its own bytes. */
export function Outcome({ outcome }: { readonly outcome: PackOutcome }): ReactElement {
  return (
    <Section title="Written" className={styles.outcome} actions={<Button icon="verify" onPress={() => void actions.verifyPack(outcome.grant)}>Open in Verify</Button>}>
      <VerifyVerdict report={outcome.report} />
      <Facts
        items={[
          { label: 'File', value: `${outcome.name}${outcome.pages > 0 ? `, ${counted(outcome.pages, 'page')}` : ''}` },
          { label: 'SHA-256', value: <Hash value={outcome.sha256} full /> },
        ]}
      />
      <VerifyLines report={outcome.report} />
    </Section>
  )
}
