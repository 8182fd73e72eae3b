import type { ReactElement } from 'react'
import { assertNever } from '../../shared/contract/errors'
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

/** The screen of a place. */
export function placeView(place: Place): ReactElement {
  switch (place) {
    case 'start': return <Start />
    case 'overview': return <Overview />
    case 'inputs': return <Inputs />
    case 'plan': return <Plan />
    case 'results': return <Results />
    case 'findings': return <Findings />
    case 'governance': return <Governance />
    case 'pack': return <Pack />
    case 'verify': return <Verify />
    case 'inventory': return <Inventory />
    default: return assertNever(place)
  }
}
