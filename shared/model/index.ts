/** Model artifacts: identified, read into a card, scored; never executed. */
export { identifyModel, readModel } from './identify'
export { modelFormats } from './registry'
export { compareCards, type CardComparison, type CardDifference } from './compare/compare-cards'
export { positionalMapping } from './features'
export { configureOnnx, type OnnxHost } from './onnx/runtime'
