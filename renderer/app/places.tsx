import type { ComponentType } from 'react'
import { Findings } from '../places/findings'
import { Governance } from '../places/governance'
import { Inputs } from '../places/inputs'
import { Inventory } from '../places/inventory'
import { Overview } from '../places/overview'
import { Pack } from '../places/pack'
import { Plan } from '../places/plan'
import { Results } from '../places/results'
import { Start } from '../places/start'
import { Verify } from '../places/verify'
import type { Place } from '../session/types'
import { places } from './place-names'

const components: Readonly<Record<Place, ComponentType>> = {
  start: Start,
  overview: Overview,
  inputs: Inputs,
  plan: Plan,
  results: Results,
  findings: Findings,
  governance: Governance,
  pack: Pack,
  verify: Verify,
  inventory: Inventory,
}

/** The component of a place. */
export function placeComponent(place: Place): ComponentType {
  return components[place]
}

export { places }
