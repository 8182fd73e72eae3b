import { type ReactElement, useState } from 'react'
import type { Finding } from '../../shared/review/state'
import { actions } from '../session'
import { Button } from './button'
import { Dialog } from './dialog'
import { TextBox } from './field'

/** A finding is dismissed with a reason or not at all: the reason is printed in the pack. */
export function DismissDialog({ findings, onClose }: { readonly findings: readonly Finding[]; readonly onClose: () => void }): ReactElement {
  const [reason, setReason] = useState('')
  const close = (): void => {
    setReason('')
    onClose()
  }
  const dismiss = (): void => {
    void actions.edit({ edit: 'findings.changed', ids: findings.map(({ id }) => id), patch: { status: 'dismissed', dismissReason: reason.trim() } })
    close()
  }
  const [only] = findings
  return (
    <Dialog
      title={findings.length === 1 ? `Dismiss ${only?.id ?? ''}` : `Dismiss ${findings.length} findings`}
      size="small"
      isOpen={findings.length > 0}
      onClose={close}
      footer={(
        <>
          <Button onPress={close}>Cancel</Button>
          <Button kind="primary" isDisabled={reason.trim() === ''} onPress={dismiss}>Dismiss</Button>
        </>
      )}
    >
      <TextBox label="Reason" hint="Printed in the pack beside the finding, in these words." value={reason} onCommit={setReason} onTyping={setReason} autoFocus />
    </Dialog>
  )
}
