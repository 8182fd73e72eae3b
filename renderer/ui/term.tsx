import type { ReactElement, ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip'
import styles from './term.module.css'

/** A word of the field with its definition on hover and on focus: formula, denominator, tie and missing rule. */
export function Term({ children, definition }: { readonly children: ReactNode; readonly definition: string }): ReactElement {
  return (
    <TooltipTrigger delay={250} closeDelay={80}>
      <Button className={styles.term ?? ''}>{children}</Button>
      <Tooltip className={styles.definition ?? ''} offset={6}>{definition}</Tooltip>
    </TooltipTrigger>
  )
}
