import { noResult, type Frame, type ModelResult } from '../frame'
import { numberOf, parseValue, sameValue } from '../values'
import type { XmlElement } from '../xml'
import type { Evaluate, ModelContext } from './context'

/**
 * Cox regression: cumulative hazard H(t) = H0(t)·e^(x'β − r'β), where r is the reference point of the
 * parameters and H0 the baseline of the row's stratum at the last event time not after t; survival
 * S(t) = e^(−H(t)). Before the first event H is 0; past the maximum time there is no prediction. The
 * standard does not say which of the two is the predicted value: it is H, as jpmml-evaluator has it,
 * unless the document derives a hazard from it by −ln, as older R exports do; both are always reported.
 */
export function compileCox({ element, scope, program }: ModelContext, linear: (frame: Frame) => number | null): Evaluate {
  const tables = element.child('BaseCumHazardTables')
  const time = scope.find(element.attr('endTimeVariable') ?? '')
  if (tables === null || time === null) {
    program.unsupported.add('The Cox regression has no baseline hazard table or no end time.')
    return () => noResult
  }
  const points = new Map((element.child('ParameterList')?.all('Parameter') ?? []).map((parameter) => [parameter.need('name'), parameter.number('referencePoint', 0)]))
  const reference = (element.child('ParamMatrix')?.all('PCell') ?? []).reduce((sum, cell) => sum + cell.number('beta', 0) * (points.get(cell.need('parameterName')) ?? 0), 0)
  const strataName = element.attr('baselineStrataVariable')
  const strata = strataName === null ? null : scope.need(strataName, program)
  const byStratum = tables.all('BaselineStratum').map((stratum) => ({ value: strata === null ? null : parseValue(stratum.need('value'), strata.dataType), maxTime: stratum.number('maxTime', Infinity), cells: cellsOf(stratum) }))
  const plain = { value: null, maxTime: tables.number('maxTime', Infinity), cells: cellsOf(tables) }
  const asSurvival = (element.child('Output')?.all('OutputField') ?? []).some((output) => output.elements.some((child) => mentions(child, 'ln')))
  const result = (hazard: number): ModelResult => ({ value: asSurvival ? Math.exp(-hazard) : hazard, probabilities: null, survival: Math.exp(-hazard) })
  return (frame) => {
    const t = numberOf(time.get(frame))
    const stratum = strata === null ? plain : byStratum.find((candidate) => sameValue(candidate.value, strata.get(frame)))
    if (t === null || stratum === undefined || t > stratum.maxTime || stratum.cells.length === 0) return noResult
    if (t < stratum.cells[0]!.time) return result(0)
    const y = linear(frame)
    if (y === null) return noResult
    let hazard = 0
    for (const cell of stratum.cells) if (cell.time <= t) hazard = cell.hazard
    return result(hazard * Math.exp(y - reference))
  }
}

function mentions(element: XmlElement, name: string): boolean {
  return element.attr('function') === name || element.elements.some((child) => mentions(child, name))
}

function cellsOf(element: XmlElement): readonly { readonly time: number; readonly hazard: number }[] {
  return element.all('BaselineCell').map((cell) => ({ time: cell.number('time', 0), hazard: cell.number('cumHazard', 0) })).sort((a, b) => a.time - b.time)
}
