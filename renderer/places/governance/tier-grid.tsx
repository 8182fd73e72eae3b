import type { ReactElement } from 'react'
import type { Governance } from '../../../shared/review/state'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { Section } from '../../ui/page'
import { Select } from '../../ui/select'
import { optionsOf, tierWords } from '../../ui/words'
import { type Rating, suggestedTier } from './checklist'
import styles from './governance.module.css'

const ratings: readonly Rating[] = [1, 2, 3, 4, 5]
const down: readonly Rating[] = [5, 4, 3, 2, 1]

interface TierGridProps {
  readonly governance: Governance
  readonly onChange: (patch: Partial<Governance>) => void
}

/** Probability × impact: the cell that is chosen suggests a tier, the person decides it. */
export function TierGrid({ governance, onChange }: TierGridProps): ReactElement {
  const { probability, impact, tier } = governance
  const suggestion = probability === null || impact === null ? null : suggestedTier(probability, impact)
  return (
    <Section title="Tier" note="how likely the model is wrong × what it costs when it is">
      <div className={styles.tier}>
        <table className={styles.grid}>
          <caption className={styles.hidden}>Probability by impact; choosing a cell sets both</caption>
          <thead>
            <tr>
              <td />
              {ratings.map((i) => <th key={i} scope="col">{i}</th>)}
            </tr>
          </thead>
          <tbody>
            {down.map((p) => (
              <tr key={p}>
                <th scope="row">{p}</th>
                {ratings.map((i) => {
                  const chosen = p === probability && i === impact
                  const means = suggestedTier(p, i)
                  return (
                    <td key={i}>
                      <button
                        type="button"
                        className={cx(styles.cell, styles[means], chosen && styles.chosen)}
                        aria-pressed={chosen}
                        aria-label={`Probability ${p}, impact ${i}: ${tierWords[means]}`}
                        onClick={() => onChange({ probability: p, impact: i, tier: means })}
                      >
                        {means.charAt(0).toUpperCase()}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
        <div className={styles.tierSide}>
          <p className={styles.axes}>Rows: probability, 5 at the top. Columns: impact, 5 at the right. L, M and H name the tier that follows.</p>
          <Select label="Tier" value={tier} options={optionsOf(tierWords)} onChange={(chosen) => onChange({ tier: chosen })} />
          {suggestion === null || suggestion === tier ? null : <p className={styles.axes}>The grid suggests {tierWords[suggestion].toLowerCase()}; the tier was set to {tierWords[tier].toLowerCase()} by hand. Say why under Independence or in a challenge.</p>}
          {probability === null ? null : <Button kind="quiet" onPress={() => onChange({ probability: null, impact: null, tier: 'unrated' })}>Clear the rating</Button>}
        </div>
      </div>
    </Section>
  )
}
