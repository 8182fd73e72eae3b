import type { ReactElement, ReactNode } from 'react'
import { Form } from 'react-aria-components/Form'

interface EnterFormProps {
  readonly children: ReactNode
  readonly className?: string | undefined
  /** Whether Enter may act now: the same as the button's not being disabled. */
  readonly isReady: boolean
  readonly onEnter: () => void
}

/** Fields in which Enter does what the primary button of their dialog or section does. */
export function EnterForm({ children, className, isReady, onEnter }: EnterFormProps): ReactElement {
  return (
    <Form
      {...(className === undefined ? {} : { className })}
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) onEnter()
      }}
    >
      {children}
      {/* A form of several fields takes Enter only where it has a submit button. */}
      <button type="submit" hidden disabled={!isReady} />
    </Form>
  )
}
