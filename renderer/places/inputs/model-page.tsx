import type { ReactElement } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Tree, TreeItem, TreeItemContent } from 'react-aria-components/Tree'
import type { ModelSummary } from '../../../shared/contract/engine'
import type { StructureNode } from '../../../shared/contract/model'
import type { RunRecord } from '../../../shared/contract/run-record'
import { actions } from '../../session'
import { Button } from '../../ui/button'
import { absent, counted, formatBytes, formatCount, formatNumber } from '../../ui/format'
import { Hash } from '../../ui/hash'
import { Icon } from '../../ui/icon'
import { Note } from '../../ui/notice'
import { Facts, Section } from '../../ui/page'
import { State, VerdictTag } from '../../ui/status'
import { right, Table } from '../../ui/table'
import { useView } from '../../ui/view'
import { taskWords } from '../../ui/words'
import styles from './inputs.module.css'
import { ModelComparison } from './model-comparison'

/** What the artifact says about itself. It was read, never run, to learn this. */
export function ModelPage({ model, before, reperformed }: { readonly model: ModelSummary; readonly before: ModelSummary | null; readonly reperformed: RunRecord | null }): ReactElement {
  const { card } = model
  const show = useView((view) => view.showAnalysis)
  return (
    <article>
      <header className={styles.head}>
        <h2 className={styles.title}>{model.name}</h2>
        <Button kind="quiet" onPress={() => void actions.edit({ edit: 'model.set', model: null })}>Remove from the review</Button>
      </header>
      {card.unsupported.map((line) => <Note key={line} tone="warning">Not supported: {line}</Note>)}
      {card.security.map((line) => <Note key={line} tone="warning">Security: {line}</Note>)}
      {card.edits.map((line) => <Note key={line} tone="info">Changed before scoring: {line}</Note>)}
      <div className={styles.columns}>
        <Section title="Card">
          <Facts
            items={[
              { label: 'Format', value: `${card.format} ${card.formatVersion}` },
              { label: 'Written by', value: card.producer === '' ? absent : card.producer },
              { label: 'Task', value: taskWords[card.task] },
              { label: 'Classes', value: card.classes.length === 0 ? absent : card.classes.join(', ') },
              { label: 'Scores here', value: model.scorable ? <State tone="good" icon="check">Yes</State> : <State tone="amber" icon="warning">No: recorded predictions only</State> },
              { label: 'Size', value: formatBytes(model.size) },
              { label: 'SHA-256', value: <Hash value={model.sha256} full /> },
              ...card.facts,
            ]}
          />
        </Section>
        <div>
          <Section title="Inputs" note={counted(card.inputs.length, 'input')}>
            <Table caption="Inputs of the artifact" hideCaption tall>
              <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Levels</th></tr></thead>
              <tbody>{card.inputs.map((input) => <tr key={input.name}><td>{input.name}{input.positional ? ' (by position)' : ''}</td><td>{input.type}</td><td>{input.levels === undefined ? '' : `${input.levels.length}: ${input.levels.slice(0, 6).join(', ')}${input.levels.length > 6 ? ', …' : ''}`}</td></tr>)}</tbody>
            </Table>
          </Section>
          <Section title="Outputs">
            <Table caption="Outputs of the artifact" hideCaption>
              <thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">Class</th></tr></thead>
              <tbody>{card.outputs.map((output) => <tr key={output.name}><td>{output.name}</td><td>{output.kind}</td><td>{output.classLabel ?? absent}</td></tr>)}</tbody>
            </Table>
          </Section>
          {card.featureUse.length === 0 ? null : (
            <Section title="How often each input is used" note="splits or non-zero coefficients, in the artifact itself">
              <Table caption="Feature use" hideCaption>
                <thead><tr><th scope="col">Input</th><th scope="col" className={right}>Uses</th><th scope="col" className={right}>Gain</th></tr></thead>
                <tbody>{card.featureUse.slice(0, 20).map((use) => <tr key={use.name}><td>{use.name}</td><td className={right}>{formatCount(use.uses)}</td><td className={right}>{formatNumber(use.gain)}</td></tr>)}</tbody>
              </Table>
              {card.featureUse.length > 20 ? <p className={styles.listNote}>and {card.featureUse.length - 20} more</p> : null}
            </Section>
          )}
        </div>
      </div>
      <Section title="Recorded against recomputed predictions">
        {reperformed === null ? <p className={styles.listNote}>Compared once the plan has run, where the data hold the developer’s recorded predictions.</p> : (
          <p className={styles.reperformed}>
            <VerdictTag verdict={reperformed.result.verdict} />
            <span>{reperformed.result.headline}</span>
            <Button
              kind="quiet"
              onPress={() => {
                show(reperformed.analysis)
                actions.goTo('results')
              }}
            >
              Open the result
            </Button>
          </p>
        )}
      </Section>
      <ModelComparison model={model} before={before} />
      {card.structure.length === 0 ? null : (
        <Section title="Structure" note="as it is written in the file">
          <Tree aria-label="Structure of the artifact" className={styles.tree ?? ''} selectionMode="none">
            {card.structure.map((node, index) => <Node key={index} node={node} path={String(index)} />)}
          </Tree>
        </Section>
      )}
    </article>
  )
}

function Node({ node, path }: { readonly node: StructureNode; readonly path: string }): ReactElement {
  return (
    <TreeItem id={path} textValue={node.label} className={styles.node ?? ''}>
      <TreeItemContent>
        {({ hasChildItems, level }) => (
          <div className={styles.nodeLine} style={{ paddingLeft: `${(level - 1) * 1.3}rem` }}>
            {hasChildItems ? <AriaButton slot="chevron" className={styles.chevron ?? ''}><Icon name="chevron" /></AriaButton> : <span className={styles.leaf} />}
            <span>{node.label}</span>
            <span className={styles.listNote}>{node.detail}</span>
          </div>
        )}
      </TreeItemContent>
      {node.children.map((child, index) => <Node key={index} node={child} path={`${path}.${index}`} />)}
    </TreeItem>
  )
}
