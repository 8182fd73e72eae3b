import type { ReactElement } from 'react'
import type { Block } from '../../shared/contract/figure'
import { assertNever } from '../../shared/contract/errors'
import { Figure } from '../figures'
import styles from './blocks.module.css'
import { Note } from './notice'
import { Facts } from './page'
import { CellTableView } from './table'

/** The blocks of a section on screen; the PDF sets the same ones. */
export function Blocks({ blocks }: { readonly blocks: readonly Block[] }): ReactElement {
  // The page has its h1 and the section its h2: whatever level comes first here is an h3.
  const top = blocks.reduce((least, block) => (block.block === 'heading' ? Math.min(least, block.level) : least), 3)
  return (
    <div className={styles.blocks}>
      {blocks.map((block, index) => <BlockView key={index} block={block} top={top} />)}
    </div>
  )
}

function BlockView({ block, top }: { readonly block: Block; readonly top: number }): ReactElement {
  switch (block.block) {
    case 'heading': return block.level === top ? <h3 className={styles.heading}>{block.text}</h3> : <h4 className={styles.subheading}>{block.text}</h4>
    case 'paragraph': return <p className={styles.paragraph}>{block.text}</p>
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{item}</li>)
      return block.ordered === true ? <ol className={styles.ordered}>{items}</ol> : <ul className={styles.list}>{items}</ul>
    }
    case 'facts': return <Facts items={block.items} />
    case 'table': return <CellTableView table={block.table} caption={block.caption} />
    case 'figure': return <Figure spec={block.figure} />
    case 'note': return <Note tone={block.tone}>{block.text}</Note>
    case 'formula': return <p className={styles.formula}>{block.text}</p>
    default: return assertNever(block)
  }
}
