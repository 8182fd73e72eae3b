import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { actions, useSession } from '../session'
import styles from './shell.module.css'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

/** The whole window takes files: each is identified and goes where it belongs. */
export function DropLayer({ children }: { readonly children: ReactNode }): ReactElement {
  const [over, setOver] = useState(false)
  const hasReview = useSession((session) => session.review !== null)
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    // Leaving the window has no related target; moving between its elements has one.
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      void actions.addDropped([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return (
    <>
      {children}
      {over ? (
        <div className={styles.drop} aria-hidden="true">
          <div className={styles.dropText}>{hasReview ? 'Drop to add to this review, or a pack to verify it' : 'Drop a review to open it, a pack to verify it, or files to start a review'}</div>
        </div>
      ) : null}
    </>
  )
}
