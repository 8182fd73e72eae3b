import type { RateName } from './count'
import type { MeasureName } from './measure'

/** What a measure asks for. */
export const measureWords: Readonly<Record<MeasureName, string>> = {
  'demographic-parity': 'Favourable rate equal (demographic parity)',
  'equal-opportunity': 'Favourable decision given the favourable outcome equal (equal opportunity)',
  'equalised-odds': 'True and false positive rate equal (equalised odds)',
  'predictive-parity': 'Positive predictive value equal (predictive parity)',
  calibration: 'Same score, same risk (calibration within groups)',
}

export const measureShort: Readonly<Record<MeasureName, string>> = {
  'demographic-parity': 'demographic parity', 'equal-opportunity': 'equal opportunity', 'equalised-odds': 'equalised odds', 'predictive-parity': 'predictive parity', calibration: 'calibration within groups',
}

export const rateWords: Readonly<Record<RateName, string>> = {
  favourable: 'Favourable rate', tpr: 'True positive rate', fpr: 'False positive rate', ppv: 'Positive predictive value', npv: 'Negative predictive value',
}

/** Ledger id of a measure's test. */
export const testId = (key: string, measure: MeasureName): string => `${measure}/${key}`
