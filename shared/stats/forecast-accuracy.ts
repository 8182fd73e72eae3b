/** Place of the value a naive forecast repeats, from the place it is for; negative or NaN where there is none. */
export type Origin = (place: number) => number

/**
 * Mean absolute and mean squared error of forecasting each value by an earlier one: what MASE and RMSSE are scaled
 * with. Places whose origin lies outside the series, and NaN, are passed over; NaN without any pair.
 * Source: Hyndman and Koehler, International Journal of Forecasting 22 (2006) 679–688.
 */
export function naiveLosses(series: Float64Array, origin: Origin): { readonly absolute: number; readonly squared: number; readonly n: number } {
  let [absolute, squared, n] = [0, 0, 0]
  for (let place = 0; place < series.length; place += 1) {
    const error = series[place]! - (series[origin(place)] ?? Number.NaN)
    if (Number.isNaN(error)) continue
    absolute += Math.abs(error)
    squared += error * error
    n += 1
  }
  return { absolute: absolute / n, squared: squared / n, n }
}

/**
 * Theil's U (the second): root of the mean squared error of relative change, forecast over no change,
 * √(Σ((f_t − y_t)/y_o)²/Σ((y_t − y_o)/y_o)²), y_o the actual at the origin. Below 1 the forecast is better than no
 * change. Null where an origin's actual is 0, or actuals never change; places without origin are passed over.
 * Source: Makridakis, Wheelwright and Hyndman, Forecasting (1998), 2.4.
 */
export function theilU(forecast: Float64Array, actual: Float64Array, origin: Origin): number | null {
  let [own, naive] = [0, 0]
  for (let place = 0; place < actual.length; place += 1) {
    const from = actual[origin(place)] ?? Number.NaN
    const change = actual[place]! - from
    const error = forecast[place]! - actual[place]!
    if (Number.isNaN(change) || Number.isNaN(error)) continue
    if (from === 0) return null
    own += (error / from) ** 2
    naive += (change / from) ** 2
  }
  return naive > 0 ? Math.sqrt(own / naive) : null
}

/** Roughness of a curve: sum of its squared second differences; a triple with NaN in it is passed over, 0 without any. */
export function roughness(curve: Float64Array): number {
  let total = 0
  for (let place = 2; place < curve.length; place += 1) {
    const bend = curve[place]! - 2 * curve[place - 1]! + curve[place - 2]!
    if (!Number.isNaN(bend)) total += bend * bend
  }
  return total
}
