import type { ReactElement } from 'react'
import { actions, useSession } from '../../session'
import { Button } from '../../ui/button'
import { counted, formatInstant } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Section } from '../../ui/page'
import { Table } from '../../ui/table'
import styles from './verify.module.css'

/** Whom the person trusts. Nothing is trusted beforehand, and nothing a pack says is. */
export function Trusted(): ReactElement {
  const trusted = useSession((session) => session.trusted)
  return (
    <Section title="Certificates you trust" note={counted(trusted.length, 'certificate')} actions={<Button icon="plus" onPress={() => void actions.addTrusted()}>Add a certificate…</Button>}>
      {trusted.length === 0 ? <p className={styles.quiet}>None. Add an authority’s certificate, or a person’s own after comparing its fingerprint with that person; signatures and time stamps under it are then called trusted from the next check on.</p> : (
        <Table caption="Certificates you trust" hideCaption>
          <thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Issued by</th><th scope="col">Valid to</th><th scope="col">SHA-256</th><th scope="col">Remove</th></tr></thead>
          <tbody>
            {trusted.map((certificate) => (
              <tr key={certificate.fingerprint}>
                <td>{certificate.name}</td>
                <td>{certificate.authority ? 'authority' : 'person or service'}</td>
                <td>{certificate.issuer}</td>
                <td>{formatInstant(certificate.notAfter).slice(0, 10)}</td>
                <td><Hash value={certificate.fingerprint} of="SHA-256 of the certificate" /></td>
                <td><Button kind="quiet" label={`No longer trust ${certificate.name}`} onPress={() => void actions.removeTrusted(certificate.fingerprint)}>Remove</Button></td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  )
}
