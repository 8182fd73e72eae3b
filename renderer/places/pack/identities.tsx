import { type ReactElement, useState } from 'react'
import type { Identity } from '../../../shared/contract/ipc'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { EnterForm } from '../../ui/enter-form'
import { TextField } from '../../ui/field'
import { formatInstant } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Section } from '../../ui/page'
import styles from './pack.module.css'

interface IdentitiesProps {
  readonly identities: readonly Identity[]
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

/** Whose key signs: made on this workstation, or brought as a PKCS#12 file. */
export function Identities({ identities, chosen, onChoose }: IdentitiesProps): ReactElement {
  const [dialog, setDialog] = useState<'make' | 'import' | null>(null)
  return (
    <Section
      title="Identity"
      actions={(
        <>
          <Button icon="key" onPress={() => setDialog('make')}>Make one here</Button>
          <Button onPress={() => setDialog('import')}>Import PKCS#12…</Button>
        </>
      )}
    >
      {identities.length === 0 ? <p className={styles.quiet}>The certificate and private key you sign with. The key stays in this workstation’s key store and never reaches the pages you see.</p> : (
        <div className={styles.identities} role="radiogroup" aria-label="Identity to sign with">
          {identities.map((identity) => (
            <div key={identity.id} className={styles.identityLine}>
              <label className={styles.identity}>
                <input type="radio" name="identity" checked={identity.id === chosen} onChange={() => onChoose(identity.id)} />
                <span>
                  <strong>{identity.name}</strong>{identity.organisation === '' ? '' : `, ${identity.organisation}`}
                  <br />
                  <span className={styles.quiet}>{identity.algorithm}, {identity.origin === 'made-here' ? 'made here, self-issued' : 'from PKCS#12'}, valid to {formatInstant(identity.notAfter).slice(0, 10)}, {identity.osProtected ? 'guarded by the OS key store and the passphrase' : 'guarded by the passphrase'}</span>
                </span>
              </label>
              <Hash value={identity.fingerprint} of="SHA-256 of the certificate" />
            </div>
          ))}
        </div>
      )}
      {dialog === 'make' ? <MakeIdentity onClose={() => setDialog(null)} /> : null}
      {dialog === 'import' ? <ImportIdentity onClose={() => setDialog(null)} /> : null}
    </Section>
  )
}

const tooShort = (text: string): string | null => (text.length === 0 || text.length >= 8 ? null : 'At least 8 characters.')

function MakeIdentity({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState('')
  const [organisation, setOrganisation] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const ready = name.trim() !== '' && passphrase.length >= 8 && passphrase === again
  const make = (): void => {
    onClose()
    void actions.createIdentity(name.trim(), organisation.trim(), passphrase)
  }
  return (
    <Dialog title="Make an identity" size="small" isOpen onClose={onClose} footer={<><Button onPress={onClose}>Cancel</Button><Button kind="primary" isDisabled={!ready} onPress={make}>Make it</Button></>}>
      <EnterForm className={styles.dialogForm} isReady={ready} onEnter={make}>
        <p className={styles.quiet}>A P-256 key and a certificate that names you, issued by itself: readers see who claims to have signed, and compare the fingerprint you give them. For a certificate that others vouch for, import a PKCS#12 file.</p>
        <TextField label="Name" value={name} onCommit={setName} onTyping={setName} autoFocus />
        <TextField label="Organisation" value={organisation} onCommit={setOrganisation} onTyping={setOrganisation} />
        <TextField label="Passphrase" type="password" hint="At least 8 characters. It cannot be recovered." value={passphrase} onCommit={setPassphrase} onTyping={setPassphrase} validate={tooShort} />
        <TextField label="Passphrase again" type="password" value={again} onCommit={setAgain} onTyping={setAgain} validate={(text) => (text === '' || text === passphrase ? null : 'Not the same passphrase.')} />
      </EnterForm>
    </Dialog>
  )
}

function ImportIdentity({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [passphrase, setPassphrase] = useState('')
  const pick = (): void => {
    onClose()
    void actions.importIdentity(passphrase)
  }
  return (
    <Dialog title="Import a PKCS#12 file" size="small" isOpen onClose={onClose} footer={<><Button onPress={onClose}>Cancel</Button><Button kind="primary" onPress={pick}>Choose the file…</Button></>}>
      <EnterForm className={styles.dialogForm} isReady onEnter={pick}>
        <TextField label="Passphrase of the file" type="password" hint="It will be asked for at each signature." value={passphrase} onCommit={setPassphrase} onTyping={setPassphrase} autoFocus />
      </EnterForm>
    </Dialog>
  )
}
