import { noResult, type Frame } from '../frame'
import { numberOf, parseValue, sameValue } from '../values'
import type { XmlElement } from '../xml'
import type { Evaluate, ModelContext } from './context'

/**
 * Cox regression: cumulative hazard H(t) = H0(t)·e^(x'β), with the baseline of the row's stratum at the
 * last event time not after t. Past the maximum time there is no prediction.
 */
export function compileCox({ element, scope, program }: ModelContext, linear: (frame: Frame) => number | null): Evaluate {
  const tables = element.child('BaseCumHazardTables')
  const time = scope.find(element.attr('endTimeVariable') ?? '')
  if (tables === null || time === null) {
    program.unsupported.add('The Cox regression has no baseline hazard table or no end time.')
    return () => noResult
  }
  const strataName = element.attr('baselineStrataVariable')
  const strata = strataName === null ? null : scope.need(strataName, program)
  const byStratum = tables.all('BaselineStratum').map((stratum) => ({ value: strata === null ? null : parseValue(stratum.need('value'), strata.dataType), maxTime: stratum.number('maxTime', Infinity), cells: cellsOf(stratum) }))
  const plain = { value: null, maxTime: tables.number('maxTime', Infinity), cells: cellsOf(tables) }
  return (frame) => {
    const t = numberOf(time.get(frame))
    const y = linear(frame)
    const stratum = strata === null ? plain : byStratum.find((candidate) => sameValue(candidate.value, strata.get(frame)))
    if (t === null || y === null || stratum === undefined || t > stratum.maxTime || stratum.cells.length === 0) return noResult
    if (t < stratum.cells[0]!.time) return { value: 0, probabilities: null }
    let hazard = 0
    for (const cell of stratum.cells) if (cell.time <= t) hazard = cell.hazard
    return { value: hazard * Math.exp(y), probabilities: null }
  }
}

function cellsOf(element: XmlElement): readonly { readonly time: number; readonly hazard: number }[] {
  return element.all('BaselineCell').map((cell) => ({ time: cell.number('time', 0), hazard: cell.number('cumHazard', 0) })).sort((a, b) => a.time - b.time)
}
