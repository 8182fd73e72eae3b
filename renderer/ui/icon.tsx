import type { ReactElement } from 'react'

/**
 * Icons drawn for this app on a 16 px grid, one stroke weight. They never stand alone in the rail
 * and never carry a verdict without its word, so all of them are hidden from assistive technology.
 */
const paths = {
  start: 'M2.5 7.2 8 2.8l5.5 4.4V13a.5.5 0 0 1-.5.5H9.8V9.6H6.2v3.9H3a.5.5 0 0 1-.5-.5Z',
  overview: 'M2.5 3.5h11v9h-11ZM2.5 6.5h11M6.5 6.5v6',
  inputs: 'M3 4.2C3 3 5.2 2.3 8 2.3s5 .7 5 1.9-2.2 1.9-5 1.9-5-.7-5-1.9ZM3 4.2v7.6c0 1.2 2.2 1.9 5 1.9s5-.7 5-1.9V4.2M3 8c0 1.2 2.2 1.9 5 1.9S13 9.2 13 8',
  plan: 'M3 4l1 1 1.6-1.8M3 8.2l1 1 1.6-1.8M3 12.4l1 1 1.6-1.8M7.8 4.2h5.4M7.8 8.4h5.4M7.8 12.6h5.4',
  results: 'M2.5 2.5v11h11M5 11V8M8 11V5M11 11V7',
  findings: 'M4 14V2.5M4 3h8.5l-2 3 2 3H4',
  governance: 'M8 2.2v11.6M5 13.8h6M3 4.4h10M3 4.4 1.2 9h3.6ZM13 4.4 11.2 9h3.6Z',
  pack: 'M3.5 2.5h6l3 3v8h-9ZM9.5 2.5v3h3M5.5 8.5h5M5.5 11h3',
  verify: 'M8 1.9l5 1.8v4c0 3-2 5.3-5 6.4-3-1.1-5-3.4-5-6.4v-4ZM5.7 7.9l1.7 1.7 3-3.3',
  inventory: 'M2.5 3h11v3h-11ZM3.5 6v7h9V6M6.5 8.7h3',
  different: 'M2.5 6h11M2.5 10h11M10.5 2.8l-5 10.4',
  equivalent: 'M2.8 8.3l3.3 3.3 7-7.2',
  inconclusive: 'M5.4 6.1a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.1.9-1.1 1.7M8 12.6v.6',
  described: 'M3 4.5h10M3 8h10M3 11.5h6',
  stop: 'M5.3 2.2h5.4l3.1 3.1v5.4l-3.1 3.1H5.3l-3.1-3.1V5.3ZM8 5v3.8M8 10.8v.4',
  warning: 'M8 2.3 14.2 13.2H1.8ZM8 6.3v3.4M8 11.3v.3',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.3v4M8 4.9v.3',
  diamond: 'M8 2.2 13.8 8 8 13.8 2.2 8Z',
  down: 'M8 3v9.5M4 8.8l4 4 4-4',
  dot: 'M8 10.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  check: 'M2.8 8.3l3.3 3.3 7-7.2',
  cross: 'M3.7 3.7l8.6 8.6M12.3 3.7l-8.6 8.6',
  plus: 'M8 3v10M3 8h10',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  expand: 'M3.5 6 8 10.5 12.5 6',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  file: 'M3.5 1.8h6l3 3v9.4h-9ZM9.5 1.8v3h3',
  copy: 'M5.5 5.5h8v8h-8ZM3 10.5h-.5v-8h8V3',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10',
  play: 'M4.5 2.8v10.4L13 8Z',
  key: 'M10.2 9.6a3.7 3.7 0 1 0-3.7-3.7c0 .4.1.8.2 1.2L2.3 11.5v2.2h2.6V12h1.6v-1.6h1.4c.5.1 1-.5 1.2-.8ZM11 5.2h.1',
  offline: 'M2 2l12 12M4.3 8.7A5 5 0 0 1 8 7M11.7 8.7l-.4-.4M2 6.2a8.5 8.5 0 0 1 2.7-1.6M14 6.2A8.5 8.5 0 0 0 7.2 4.1M8 12.2v.1',
  number: 'M3.5 6h9M3.5 10h9M6.7 2.8 5.3 13.2M10.7 2.8 9.3 13.2',
  text: 'M3.5 4.2V3h9v1.2M8 3v10M6.2 13h3.6',
  category: 'M2.5 3h4.5v4.5H2.5ZM9 3h4.5v4.5H9ZM2.5 9.5H7V14H2.5ZM9 9.5h4.5V14H9Z',
  date: 'M2.5 3.7h11v9.8h-11ZM2.5 6.7h11M5.5 2v2.7M10.5 2v2.7',
  boolean: 'M5 4.5h6a3.5 3.5 0 0 1 0 7H5a3.5 3.5 0 0 1 0-7ZM11 8h.1',
  pin: 'M6 2.5h4M6.7 2.5v4L4.5 9.2h7L9.3 6.5v-4M8 9.2v4.6',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
} as const

export type IconName = keyof typeof paths

interface IconProps {
  readonly name: IconName
  readonly className?: string | undefined
}

/** A 16 px line icon in the colour of the text around it; decorative, the word beside it speaks. */
export function Icon({ name, className }: IconProps): ReactElement {
  return (
    <svg className={className} width="1.15em" height="1.15em" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth={name === 'more' ? 2.2 : 1.3} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false" style={{ flex: 'none' }}>
      <path d={paths[name]} />
    </svg>
  )
}
