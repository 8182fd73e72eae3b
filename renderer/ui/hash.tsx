import { type ReactElement, useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip'
import { cx } from './cx'
import { Icon } from './icon'
import styles from './hash.module.css'

/** A SHA-256, short unless `full`; the whole of it on hover, and copied when pressed. */
export function Hash({ value, full = false, of = 'SHA-256' }: { readonly value: string; readonly full?: boolean; readonly of?: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  const shown = full ? value : `${value.slice(0, 10)}…`
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <TooltipTrigger delay={300}>
      <Button
        className={cx(styles.hash, !full && styles.short)}
        aria-label={full ? `${value}, copy this ${of}` : `${shown} copy ${of} ${value}`}
        onPress={() => {
          void navigator.clipboard.writeText(value).then(() => setCopied(true), () => setCopied(false))
        }}
      >
        <code>{shown}</code>
        <Icon name={copied ? 'check' : 'copy'} className={styles.icon} />
      </Button>
      <Tooltip className={styles.tooltip ?? ''} offset={6}>{copied ? 'Copied' : <code>{value}</code>}</Tooltip>
    </TooltipTrigger>
  )
}
