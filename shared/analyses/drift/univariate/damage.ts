/**
 * Damage: something happened to the data rather than to the world. Each kind is a mark that chance
 * does not leave; where it is found the column is called damaged, not drifted.
 */
export interface Damage {
  readonly kind: 'all-missing' | 'constant' | 'scale' | 'scale-part' | 'sign' | 'offset' | 'decimals' | 'spike' | 'spelling' | 'renamed'
  /** What was seen, without an end stop: "its values look multiplied by 1,000". */
  readonly text: string
}

/** Fewer cells than this are not looked at. */
export const fewestCells = 30
