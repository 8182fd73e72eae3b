import { readDrf } from './algorithms/drf'
import { readDeepLearning } from './algorithms/deep-learning'
import { readEnsemble } from './algorithms/ensemble'
import { readGbm } from './algorithms/gbm'
import { readGlm } from './algorithms/glm'
import { readIsolation } from './algorithms/isolation'
import { readExtendedIsolation } from './algorithms/isolation-extended'
import { readXgboost } from './algorithms/xgboost'
import { readDetails, type Details } from './details'
import { readHead, type MojoFolder, type MojoHead } from './folder'
import { planInputs, type InputPlan } from './inputs'
import { NotScorable, type Predictor } from './predictor'

/** Highest version per algorithm that is public; a newer one may mean its bytes differently. */
const newest: Readonly<Record<string, number>> = {
  'Gradient Boosting Machine': 1.4, 'Gradient Boosting Method': 1.4, 'Distributed Random Forest': 1.4, 'Isolation Forest': 1.4,
  'Extended Isolation Forest': 1, 'Generalized Linear Model': 1, 'Generalized Linear Modeling': 1, 'Deep Learning': 1.1, 'deep learning': 1.1,
  XGBoost: 1.1, 'Stacked Ensemble': 1.01, StackedEnsemble: 1.01,
}

/** A MOJO as far as it could be read. */
export interface Mojo {
  readonly head: MojoHead
  readonly details: Details
  readonly plan: InputPlan | null
  readonly predictor: Predictor | null
  readonly unsupported: readonly string[]
}

/** Reads a MOJO; what cannot be scored is named, what is damaged is refused. */
export function readMojo(folder: MojoFolder): Mojo {
  const head = readHead(folder)
  const details = readDetails(folder)
  try {
    return { head, details, plan: planInputs(head), predictor: readPredictor(head, 0), unsupported: [] }
  } catch (error) {
    if (!(error instanceof NotScorable)) throw error
    return { head, details, plan: null, predictor: null, unsupported: [error.message] }
  }
}

function readPredictor(head: MojoHead, depth: number): Predictor {
  const { algorithm, version, ini } = head
  if (ini.text('endianness', 'LITTLE_ENDIAN') !== 'LITTLE_ENDIAN') throw new NotScorable('Its trees are written in big-endian byte order.')
  const known = Object.hasOwn(newest, algorithm) ? newest[algorithm]! : null
  if (known === null) throw new NotScorable(`MOJOs of the algorithm "${algorithm.slice(0, 60)}" are shown here and not scored.`)
  if (version > known) throw new NotScorable(`Version ${version} of a MOJO of "${algorithm}" is newer than the one known here (${known}).`)
  switch (algorithm) {
    case 'Gradient Boosting Machine': case 'Gradient Boosting Method': return readGbm(head)
    case 'Distributed Random Forest': return readDrf(head)
    case 'Isolation Forest': return readIsolation(head)
    case 'Extended Isolation Forest': return readExtendedIsolation(head)
    case 'Generalized Linear Model': case 'Generalized Linear Modeling': return readGlm(head)
    case 'Deep Learning': case 'deep learning': return readDeepLearning(head)
    case 'XGBoost': return readXgboost(head)
    default: return readEnsemble(head, (inner, at) => {
      const own = readHead(head.folder.within(inner))
      if (!planInputs(own).direct) throw new NotScorable(`The base model in ${inner.slice(0, 80)} encodes its categories in its own way.`)
      return { head: own, predictor: readPredictor(own, at) }
    }, depth)
  }
}
