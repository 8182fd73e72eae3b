import { weightOf } from '../common/weights'
import { meanSample, shareSample } from './level/compare'
import { levelAnalysis } from './level/level-analysis'

export default levelAnalysis({
  id: 'drift.target',
  title: 'Drift of outcomes',
  answers: 'Do outcomes occur at another level than in the reference?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], columns: ['outcome'], scores: 'none' },
  words: {
    quantity: 'Level of the outcomes',
    classes: 'Outcome classes',
    lacking: 'has outcomes',
    lacks: 'has no outcomes',
    findingKey: 'level',
    consequence: 'The model was fitted to another level of risk; its probabilities and whatever was set from them are off by as much.',
    recommendation: 'Check the definition and the maturity of the outcomes; if the change is real, recalibrate and review limits.',
  },
  take: (input) => (dataset) => {
    if (dataset.outcome === null) return 'it has no outcomes'
    const weight = weightOf(dataset)
    return input.task === 'binary' ? shareSample(dataset.outcome, 1, weight) : meanSample(dataset.outcome, weight)
  },
  classes: (dataset) => dataset.outcome,
  method: [
    'The level is the share of events among rows with a known outcome; for a predicted number it is the mean outcome.',
    'Every production window with outcomes (without one: every test dataset) is compared with the reference (development, else test): shares by the pooled z test, or the mid-p of Fisher\'s exact test where an expected count is under five, with Newcombe\'s interval; means by Welch\'s t.',
    'Of several classes, the rows\' distribution over the classes is compared by the k×2 χ² test (where expected counts break Cochran\'s rule, its p comes from random tables with the same margins); each class\'s share has Newcombe\'s interval, and what matters is the largest change of a share.',
    'Levels have Wilson intervals (Clopper–Pearson with fewer than five on either side), means Hall\'s interval of a skewed mean. All windows are one family, adjusted by Holm.',
    'Verdict: "equivalent" when the 95 % interval of the change lies within what matters, "different" when the adjusted p is under the error budget, else "inconclusive". A mean is judged in standard deviations of the reference.',
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine 17, 873–890.' },
  ],
})
