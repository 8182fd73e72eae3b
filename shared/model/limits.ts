/**
 * Bounds every reader keeps, so that no artifact under review can exhaust the desk. They are well
 * above what production models reach and well below what a 1 GB worker can hold.
 */
export const limits = {
  /** Bytes of an artifact that is read as text (JSON, XML, LightGBM). */
  textBytes: 400 * 1024 * 1024,
  /** Bytes of a binary artifact (ONNX, UBJ). */
  binaryBytes: 1024 * 1024 * 1024,
  /** Nesting of objects, arrays, messages or elements. */
  depth: 128,
  /** Values in one generic document tree (UBJ, XML). */
  values: 20_000_000,
  /** Trees of an ensemble. */
  trees: 1_000_000,
  /** Nodes of an ensemble, leaves included. */
  nodes: 40_000_000,
  /** Inputs of a model. */
  inputs: 200_000,
  /** Outputs of a model: classes, targets. */
  outputs: 10_000,
} as const

/** Bytes at the head of a file that formats may look at to recognise themselves. */
export const headBytes = 65_536
