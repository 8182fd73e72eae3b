import { type ReactElement, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { actions } from '../session'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { TextField } from '../ui/field'

/** Asks for the one thing a review needs before it exists: what it is called. */
export function NewReview({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [title, setTitle] = useState('')
  const create = (name: string): void => {
    onClose()
    void actions.newReview(name.trim() === '' ? 'Untitled review' : name.trim())
  }
  return (
    <Dialog
      title="New review"
      size="small"
      isOpen
      onClose={onClose}
      footer={(
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" onPress={() => create(title)}>Create</Button>
        </>
      )}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault()
          create(title)
        }}
      >
        <TextField label="Title" value={title} onCommit={setTitle} onTyping={setTitle} placeholder="Retail credit scorecard 2026, annual review" hint="It is printed on the cover of the pack and can be changed later." autoFocus />
      </Form>
    </Dialog>
  )
}
