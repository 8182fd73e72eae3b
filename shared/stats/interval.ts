/** An estimate with its interval. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}
