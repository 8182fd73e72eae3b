import { classOf } from '../common/classes'
import { scoreOf } from '../common/datasets'
import { weightOf } from '../common/weights'
import { meanSample, shareSample } from './level/compare'
import { levelAnalysis } from './level/level-analysis'

export default levelAnalysis({
  id: 'drift.prediction',
  title: 'Drift of predictions',
  answers: 'Does the model decide, or predict, at another level than in the reference?',
  needs: { tasks: ['binary', 'multiclass', 'regression'], columns: [], scores: 'scores' },
  words: {
    quantity: 'Level of the predictions',
    classes: 'Predicted classes',
    lacking: 'has scores',
    lacks: 'has no predicted classes',
    findingKey: 'level',
    consequence: 'Volumes, capacities and limits planned from the reference no longer hold.',
    recommendation: 'Find out which inputs moved the score, and whether outcomes moved with it.',
  },
  take: (input) => (dataset) => {
    const score = scoreOf(dataset)
    if (score === null) return 'it has no scores'
    const weight = weightOf(dataset)
    return input.decision.threshold === null ? meanSample(score, weight) : shareSample(score, input.decision.threshold, weight)
  },
  classes: classOf,
  method: [
    'The level is the share of rows with a score at or above the threshold; without a threshold it is the mean score. Rows without a finite score are left out.',
    'Every production window (without one: every test dataset) is compared with the reference (development, else test): shares by the pooled z test, or the mid-p of Fisher\'s exact test where an expected count is under five, with Newcombe\'s interval; means by Welch\'s t.',
    'Of several classes, the rows\' distribution over the predicted classes is compared by the k×2 χ² test (where expected counts break Cochran\'s rule, its p comes from random tables with the same margins); each class\'s share has Newcombe\'s interval, and what matters is the largest change of a share.',
    'Levels have Wilson intervals (Clopper–Pearson with fewer than five on either side), means Hall\'s interval of a skewed mean. All windows are one family, adjusted by Holm.',
    'Verdict: "equivalent" when the 95 % interval of the change lies within what matters, "different" when the adjusted p is under the error budget, else "inconclusive". A mean is judged in standard deviations of the reference.',
  ],
  references: [
    { text: 'Hall, P. (1992). On the removal of skewness by transformation. Journal of the Royal Statistical Society B 54, 221–228.' },
    { text: 'Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine 17, 873–890.' },
  ],
})
