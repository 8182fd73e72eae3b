import { zipSync } from 'fflate'
import type { HostileCase } from './cases'
import { graphs } from './graphs'
import { bytes, repeated, u32 } from './pickles'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const booster = (model: string, more = '', params = ''): Uint8Array => text(`{"learner":{"learner_model_param":{"base_score":"0.5","num_feature":"2","num_class":"0"${params}},"objective":{"name":"reg:squarederror"},"gradient_booster":{"name":"gbtree","model":${model}}${more}},"version":[3,0,0]}`)
const oneTree = '{"left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],"split_conditions":[0,1,2],"default_left":[0,0,0]}'
const lightgbm = (head: string, tree: string): Uint8Array => text(`tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=regression\nfeature_names=a b\nfeature_infos=[0:1] [0:1]\n${head}\n\nTree=0\n${tree}\n\nend of trees\n`)
const pmml = (body: string, dictionary = '<DataField name="x" optype="continuous" dataType="double"/><DataField name="s" optype="categorical" dataType="string"/><DataField name="y" optype="continuous" dataType="double"/>'): Uint8Array => text(`<?xml version="1.0"?><PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header/><DataDictionary>${dictionary}</DataDictionary>${body}</PMML>`)
const schema = '<MiningSchema><MiningField name="x"/><MiningField name="s"/><MiningField name="y" usageType="target"/></MiningSchema>'
const regression = (inside: string, table = '<NumericPredictor name="x" coefficient="1"/>'): string => `<RegressionModel functionName="regression">${schema}${inside}<RegressionTable intercept="0">${table}</RegressionTable></RegressionModel>`
const pfa = (action: string, more = ''): Uint8Array => text(`{"input":"double","output":"double","action":${action}${more}}`)
const derived = (name: string, type: string, inside: string): string => `<DerivedField name="${name}" optype="${type === 'string' ? 'categorical' : 'continuous'}" dataType="${type}">${inside}</DerivedField>`
const both = (f: string, of: string): string => `<Apply function="${f}"><FieldRef field="${of}"/><FieldRef field="${of}"/></Apply>`
const chain = (f: string, type: string, from: string, levels: number): string => Array.from({ length: levels }, (_, i) => derived(`d${i}`, type, both(f, i === 0 ? from : `d${i - 1}`))).join('')
const scorecard = (rows: string): Uint8Array => text(`attribute,from,to,category,points\n${rows}`)

/** Texts and binary documents that nest, repeat, lie or point in circles. */
export const documents: readonly HostileCase[] = [
  { name: 'XGBoost: a million nested lists', file: 'a.json', make: () => booster(`{"trees":${deep(1_000_000)},"tree_info":[]}`) },
  { name: 'XGBoost: nested lists where a name stands', file: 'a.json', make: () => booster(`{"trees":[],"tree_info":[],"cats":{"enc":[{"values":${deep(300_000)}}]}}`) },
  { name: 'XGBoost: ten million empty objects', file: 'a.json', make: () => booster(`{"trees":[${'{},'.repeat(15_000_000)}{}],"tree_info":[]}`) },
  { name: 'XGBoost: a billion inputs', file: 'a.json', make: () => text(new TextDecoder().decode(booster(`{"trees":[${oneTree}],"tree_info":[0]}`)).replace('"num_feature":"2"', '"num_feature":"1000000000"')) },
  { name: 'XGBoost: a billion classes', file: 'a.json', make: () => text(new TextDecoder().decode(booster(`{"trees":[${oneTree}],"tree_info":[0]}`)).replace('"num_class":"0"', '"num_class":"1000000000"')) },
  { name: 'XGBoost: levels that overlap', file: 'a.json', make: () => booster(`{"trees":[${oneTree}],"tree_info":[0],"cats":{"enc":[{"values":[${'65,'.repeat(500_000)}65],"offsets":[${'0,500000,'.repeat(50_000)}0]}]}}`) },
  { name: 'XGBoost: category sets that overlap', file: 'a.json', make: () => booster(`{"trees":[{"left_children":[${'-1,'.repeat(99_999)}-1],"right_children":[${'-1,'.repeat(99_999)}-1],"split_indices":[${'0,'.repeat(99_999)}0],"split_conditions":[${'0,'.repeat(99_999)}0],"default_left":[${'0,'.repeat(99_999)}0],"categories_nodes":[${'0,'.repeat(99_999)}0],"categories_segments":[${'0,'.repeat(99_999)}0],"categories_sizes":[${'99000,'.repeat(99_999)}99000],"categories":[${'1,'.repeat(99_999)}1]}],"tree_info":[0]}`) },
  { name: 'XGBoost: sets of large codes', file: 'a.json', make: () => booster(`{"trees":[{"left_children":[${'-1,'.repeat(999)}-1],"right_children":[${'-1,'.repeat(999)}-1],"split_indices":[${'0,'.repeat(999)}0],"split_conditions":[${'0,'.repeat(999)}0],"default_left":[${'0,'.repeat(999)}0],"categories_nodes":[${'0,'.repeat(999)}0],"categories_segments":[${'0,'.repeat(999)}0],"categories_sizes":[${'1,'.repeat(999)}1],"categories":[16777215]}],"tree_info":[0]}`) },
  { name: 'XGBoost: leaves of a thousand targets', file: 'a.json', make: () => text(new TextDecoder().decode(booster(`{"trees":[{"tree_param":{"size_leaf_vector":"10000"},"left_children":[${'-1,'.repeat(9_999)}-1],"right_children":[${'-1,'.repeat(9_999)}-1],"split_indices":[${'0,'.repeat(9_999)}0],"split_conditions":[${'0,'.repeat(9_999)}0],"default_left":[${'0,'.repeat(9_999)}0],"base_weights":[1]}],"tree_info":[0]}`)).replace('"num_class":"0"', '"num_class":"10000"')) },
  { name: 'XGBoost: a chain of a million nodes', file: 'a.json', make: () => {
    const n = 1_000_001
    const list = (f: (i: number) => number): string => `[${Array.from({ length: n }, (_, i) => f(i)).join(',')}]`
    return booster(`{"trees":[{"left_children":${list((i) => i % 2 === 0 && i < n - 1 ? i + 1 : -1)},"right_children":${list((i) => i % 2 === 0 && i < n - 1 ? i + 2 : -1)},"split_indices":${list(() => 0)},"split_conditions":${list(() => 0)},"default_left":${list(() => 0)}}],"tree_info":[0]}`)
  } },
  { name: 'JSON: spaces before nan', file: 'a.json', make: () => text(`{"learner":{"gradient_booster":{"objective":${' '.repeat(2_000_000)} nan nan`) },
  { name: 'JSON: spaces without end before one nan', file: 'a.json', make: () => text(`{"learner":{"gradient_booster":{"objective": [nan,${' '.repeat(2_000_000)} x`) },
  { name: 'UBJ: typed nothing a billion times', file: 'a.ubj', make: () => bytes('{L\x00\x00\x00\x00\x00\x00\x00\x07learner[$Z#L\x00\x00\x00\x00\x3b\x9a\xca\x00') },
  { name: 'UBJ: ten million empty objects', file: 'a.ubj', make: () => bytes('{L\x00\x00\x00\x00\x00\x00\x00\x07learner[', repeated(bytes('{}'), 12_000_000), ']}') },
  { name: 'UBJ: ten million empty lists', file: 'a.ubj', make: () => bytes('{L\x00\x00\x00\x00\x00\x00\x00\x07learner[', repeated(bytes('[]'), 12_000_000), ']}') },
  { name: 'UBJ: nested without end', file: 'a.ubj', make: () => bytes('{L\x00\x00\x00\x00\x00\x00\x00\x07learner', repeated(bytes('['), 1_000_000)) },
  { name: 'LightGBM: a billion leaves', file: 'a.txt', make: () => lightgbm('', 'num_leaves=1000000000\nnum_cat=0\nsplit_feature=0\nthreshold=0\nleft_child=-1\nright_child=-2\nleaf_value=1 2') },
  { name: 'LightGBM: a billion inputs', file: 'a.txt', make: () => text(new TextDecoder().decode(lightgbm('', 'num_leaves=1\nleaf_value=1')).replace('max_feature_idx=1', 'max_feature_idx=1000000000')) },
  { name: 'LightGBM: a billion classes', file: 'a.txt', make: () => text(new TextDecoder().decode(lightgbm('', 'num_leaves=1\nleaf_value=1')).replaceAll(/num_(class|tree_per_iteration)=1/g, 'num_$1=1000000000')) },
  { name: 'LightGBM: a hundred thousand trees of a line', file: 'a.txt', make: () => text(`${new TextDecoder().decode(lightgbm('', 'num_leaves=1\nleaf_value=1')).replace('end of trees', '')}${Array.from({ length: 200_000 }, (_, i) => `Tree=${i + 1}\nnum_leaves=1\nleaf_value=1\n\n`).join('')}end of trees\n`) },
  { name: 'LightGBM: category sets that overlap', file: 'a.txt', make: () => lightgbm('', `num_leaves=10001\nnum_cat=10000\nsplit_feature=${'0 '.repeat(10_000)}\nthreshold=${'0 '.repeat(10_000)}\ndecision_type=${'1 '.repeat(10_000)}\nleft_child=${Array.from({ length: 10_000 }, (_, i) => i < 9999 ? i + 1 : -1).join(' ')}\nright_child=${Array.from({ length: 10_000 }, (_, i) => -i - 2).join(' ')}\nleaf_value=${'1 '.repeat(10_001)}\ncat_boundaries=0 ${'500000 '.repeat(10_000)}\ncat_threshold=${'4294967295 '.repeat(500_000)}`) },
  { name: 'LightGBM: deep JSON', file: 'a.json', make: () => text(`{"name":"tree","version":"v4","num_class":1,"num_tree_per_iteration":1,"max_feature_idx":0,"objective":"regression","feature_names":["a"],"tree_info":[{"num_leaves":2,"tree_structure":${'{"split_feature":0,"threshold":1,"decision_type":"<=","default_left":true,"missing_type":"None","right_child":{"leaf_value":1},"left_child":'.repeat(100_000)}{"leaf_value":1}${'}'.repeat(100_000)}}]}`) },
  { name: 'PMML: a million attributes', file: 'a.pmml', make: () => text(`<PMML version="4.4" ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}="1"`).join(' ')}/>`) },
  { name: 'PMML: nested a million deep', file: 'a.pmml', make: () => pmml('<a>'.repeat(1_000_000)) },
  { name: 'PMML: extensions nested a million deep', file: 'a.pmml', make: () => pmml('<Extension>'.repeat(1_000_000)) },
  { name: 'PMML: three million elements', file: 'a.pmml', make: () => pmml(`<a>${'<b/>'.repeat(6_000_000)}</a>`) },
  { name: 'PMML: a text of 150 MB', file: 'a.pmml', make: () => pmml(`<a>${'x'.repeat(150_000_000)}</a>`) },
  { name: 'PMML: a hundred thousand texts', file: 'a.pmml', make: () => pmml(`<Array>${'x &amp; '.repeat(3_000_000)}</Array>`) },
  { name: 'PMML: an entity', file: 'a.pmml', make: () => text('<?xml version="1.0"?><!DOCTYPE PMML [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]><PMML version="4.4">&a;&b;</PMML>') },
  { name: 'PMML: sums of sums', file: 'a.pmml', make: () => pmml(regression(`<LocalTransformations>${chain('+', 'double', 'x', 60)}</LocalTransformations>`, '<NumericPredictor name="d59" coefficient="1"/>')) },
  { name: 'PMML: texts of texts', file: 'a.pmml', make: () => pmml(regression(`<LocalTransformations>${chain('concat', 'string', 's', 60)}${derived('n', 'double', '<Apply function="stringLength"><FieldRef field="d59"/></Apply>')}</LocalTransformations>`, '<NumericPredictor name="n" coefficient="1"/>')) },
  { name: 'PMML: the least of two hundred thousand', file: 'a.pmml', make: () => pmml(regression(`<LocalTransformations>${derived('n', 'double', `<Apply function="min">${'<Constant>1</Constant>'.repeat(300_000)}</Apply>`)}</LocalTransformations>`, '<NumericPredictor name="n" coefficient="1"/>')) },
  { name: 'PMML: texts of two hundred thousand', file: 'a.pmml', make: () => pmml(regression(`<LocalTransformations>${derived('n', 'double', `<Apply function="uppercase">${'<Constant>1</Constant>'.repeat(300_000)}</Apply>`)}</LocalTransformations>`, '<NumericPredictor name="n" coefficient="1"/>')) },
  { name: 'PMML: a function that calls itself', file: 'a.pmml', make: () => pmml(`<TransformationDictionary><DefineFunction name="f" optype="continuous" dataType="double"><ParameterField name="p"/><Apply function="f"><FieldRef field="p"/></Apply></DefineFunction></TransformationDictionary>${regression(`<LocalTransformations>${derived('n', 'double', '<Apply function="f"><FieldRef field="x"/></Apply>')}</LocalTransformations>`, '<NumericPredictor name="n" coefficient="1"/>')}`) },
  { name: 'PMML: functions that call each other twice', file: 'a.pmml', make: () => pmml(`<TransformationDictionary>${Array.from({ length: 60 }, (_, i) => `<DefineFunction name="f${i}" optype="continuous" dataType="double"><ParameterField name="p"/>${i === 0 ? '<FieldRef field="p"/>' : `<Apply function="+"><Apply function="f${i - 1}"><FieldRef field="p"/></Apply><Apply function="f${i - 1}"><FieldRef field="p"/></Apply></Apply>`}</DefineFunction>`).join('')}</TransformationDictionary>${regression(`<LocalTransformations>${derived('n', 'double', '<Apply function="f59"><FieldRef field="x"/></Apply>')}</LocalTransformations>`, '<NumericPredictor name="n" coefficient="1"/>')}`) },
  { name: 'PMML: a network in a circle', file: 'a.pmml', make: () => pmml(`<NeuralNetwork functionName="regression" activationFunction="identity">${schema}<NeuralInputs><NeuralInput id="0"><DerivedField optype="continuous" dataType="double"><FieldRef field="x"/></DerivedField></NeuralInput></NeuralInputs><NeuralLayer><Neuron id="1" bias="0"><Con from="2" weight="1"/></Neuron><Neuron id="2" bias="0"><Con from="1" weight="1"/></Neuron></NeuralLayer><NeuralOutputs><NeuralOutput outputNeuron="1"><DerivedField optype="continuous" dataType="double"><FieldRef field="y"/></DerivedField></NeuralOutput></NeuralOutputs></NeuralNetwork>`) },
  { name: 'PMML: tree five hundred deep', file: 'a.pmml', make: () => pmml(`<TreeModel functionName="regression">${schema}${'<Node score="1"><True/>'.repeat(480)}${'</Node>'.repeat(480)}</TreeModel>`) },
  { name: 'PMML: table of a million rows', file: 'a.pmml', make: () => pmml(regression(`<LocalTransformations>${derived('n', 'double', `<MapValues outputColumn="o"><FieldColumnPair field="s" column="i"/><InlineTable>${'<row><i>a</i><o>1</o></row>'.repeat(400_000)}</InlineTable></MapValues>`)}</LocalTransformations>`, '<NumericPredictor name="n" coefficient="1"/>')) },
  { name: 'PFA: a loop without end', file: 'a.pfa', make: () => pfa('[{"let":{"i":0}},{"while":true,"do":[{"set":{"i":{"+":["i",1]}}}]},"i"]') },
  { name: 'PFA: texts that double', file: 'a.pfa', make: () => pfa('[{"let":{"t":{"string":"x"}}},{"for":{"i":0},"while":{"<":["i",100]},"step":{"i":{"+":["i",1]}},"do":[{"set":{"t":{"s.concat":["t","t"]}}}]},0.0]') },
  { name: 'PFA: lists that double', file: 'a.pfa', make: () => pfa('[{"let":{"t":{"type":{"type":"array","items":"int"},"value":[1,2]}}},{"for":{"i":0},"while":{"<":["i",100]},"step":{"i":{"+":["i",1]}},"do":[{"set":{"t":{"a.concat":["t","t"]}}}]},0.0]') },
  { name: 'PFA: a list of a billion', file: 'a.pfa', make: () => pfa('[{"let":{"t":{"rand.integer":[]}}},{"a.len":[{"a.rangeix":[0,1000000000]}]}]') },
  { name: 'PFA: repeat a billion times', file: 'a.pfa', make: () => pfa('[{"s.len":[{"s.repeat":[{"string":"x"},1000000000]}]}]') },
  { name: 'PFA: functions without end', file: 'a.pfa', make: () => pfa('[{"u.f":["input"]}]', ',"fcns":{"f":{"params":[{"x":"double"}],"ret":"double","do":[{"+":[{"u.f":["x"]},{"u.f":["x"]}]}]}}') },
  { name: 'PFA: nested a hundred thousand deep', file: 'a.pfa', make: () => pfa('{"+":[1,'.repeat(100_000) + '1' + ']}'.repeat(100_000)) },
  { name: 'PFA: a type of itself', file: 'a.pfa', make: () => text('{"input":{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]},"output":"double","action":1}') },
  { name: 'PFA: a type with itself as default', file: 'a.pfa', make: () => text('{"input":"double","output":"double","cells":{"c":{"type":{"type":"record","name":"R","fields":[{"name":"r","type":"R","default":{}}]},"init":{}}},"action":1}') },
  { name: 'PFA: types twice in types', file: 'a.pfa', make: () => text(`{"input":"double","output":"double","cells":{"c":{"type":{"type":"record","name":"R0","fields":[]},"init":{}},${Array.from({ length: 40 }, (_, i) => `"c${i}":{"type":{"type":"record","name":"R${i + 1}","fields":[{"name":"a","type":"R${i}","default":{}},{"name":"b","type":"R${i}","default":{}}]},"init":{}}`).join(',')}},"action":1}`) },
  { name: 'PFA: YAML that doubles', file: 'a.pfa', make: () => text(`input: double\noutput: double\na0: &a0 [x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n')}\naction: 1\n`) },
  { name: 'PFA: YAML that merges', file: 'a.pfa', make: () => text('input: double\noutput: double\nb: &b {a: 1}\nc: {<<: *b}\naction: 1\n') },
  { name: 'PFA: YAML nested', file: 'a.pfa', make: () => text(`input: double\noutput: double\naction: ${'['.repeat(100_000)}`) },
  { name: 'PFA: YAML nested and closed', file: 'a.pfa', make: () => text(`input: double\noutput: double\naction: ${deep(3000)}\n`) },
  { name: 'PFA: YAML of a million keys', file: 'a.pfa', make: () => text(`input: double\noutput: double\naction: 1\n${Array.from({ length: 300_000 }, (_, i) => `k${i}: 1`).join('\n')}\n`) },
  { name: 'PFA: YAML of questions', file: 'a.pfa', make: () => text(`input: double\noutput: double\naction: 1\n${'? '.repeat(20_000)}`) },
  { name: 'PFA: YAML of dashes', file: 'a.pfa', make: () => text(`input: double\noutput: double\naction: 1\nx:\n  ${'- '.repeat(20_000)}`) },
  { name: 'MLmodel that doubles', file: 'a.zip', make: () => zipSync({ MLmodel: text(`flavors:\n  a0: &a0 {x: y}\n${Array.from({ length: 40 }, (_, i) => `  a${i + 1}: &a${i + 1} {l: *a${i}, r: *a${i}}`).join('\n')}\n`) }) },
  { name: 'MLmodel nested', file: 'a.zip', make: () => zipSync({ MLmodel: text(`flavors: ${'{a: '.repeat(100_000)}`) }) },
  { name: 'MLmodel signature nested', file: 'a.zip', make: () => zipSync({ MLmodel: text(`flavors:\n  sklearn:\n    pickled_model: m.pkl\nsignature:\n  inputs: '${deep(500_000)}'\n`) }) },
  { name: 'MLmodel that names a path outside', file: 'a.zip', make: () => zipSync({ MLmodel: text('flavors:\n  sklearn:\n    pickled_model: ../../../etc/passwd\n') }) },
  { name: 'scorecard of a million rows', file: 'a.csv', make: () => scorecard(Array.from({ length: 500_000 }, (_, i) => `a${i % 10},${i},${i + 1},,1`).join('\n')) },
  { name: 'scorecard nested', file: 'a.json', make: () => text(`{"scorecard":${deep(500_000)}}`) },
  { name: 'POJO of parentheses', file: 'a.java', make: () => text(`import hex.genmodel.GenModel;\npublic class a extends GenModel {\npublic final double[] score0( double[] data, double[] preds ) {\nreturn ${'('.repeat(500_000)}1${')'.repeat(500_000)};\n}\nclass a_Tree_0 {\nstatic final double score0(double[] data) {\ndouble pred = ${'(data[0] <1f ? '.repeat(100_000)}1f : 2f);\nreturn pred;}}}`) },
  { name: 'POJO of comments', file: 'a.java', make: () => text(`import hex.genmodel.GenModel;\npublic class a extends GenModel {\n${'/*'.repeat(500_000)}}`) },
  { name: 'CBM: one list for many', file: 'a.cbm', make: sharedBorders },
  { name: 'CBM: one text for many', file: 'a.cbm', make: sharedTexts },
  ...graphs,
]

/** A FlatBuffer table: places of its fields relative to where they are written; the parts follow it. */
function table(fields: readonly (number | null)[], values: readonly Uint8Array[]): Uint8Array {
  const size = 4 + fields.length * 2
  const tableAt = size + (size % 4)
  const head = new Uint8Array(tableAt + 4 + values.length * 4)
  const view = new DataView(head.buffer)
  view.setUint16(0, size, true)
  view.setUint16(2, 4 + values.length * 4, true)
  view.setInt32(tableAt, tableAt, true)
  let at = head.length
  values.forEach((value, i) => {
    view.setUint32(tableAt + 4 + i * 4, at - (tableAt + 4 + i * 4), true)
    at += value.length
  })
  fields.forEach((place, i) => { view.setUint16(4 + i * 2, place === null ? 0 : 4 + place * 4, true) })
  return bytes(head, ...values)
}

/** Where the table of `table(fields, values)` stands in its bytes. */
const rootOf = (count: number): number => { const size = 4 + count * 2; return size + (size % 4) }
const textVector = (value: string): Uint8Array => bytes(u32(value.length), value, new Uint8Array(4 - (value.length % 4)))

/** The core of a model whose table of trees has one field, given by its number and bytes. */
function cbm(field: number, value: Uint8Array): Uint8Array {
  // The first field is a number: the offset of the part is read as one.
  const trees = table(Array.from({ length: field + 1 }, (_, i) => i === field || i === 0 ? 0 : null), [value])
  const name = textVector('FlabuffersModel_v1')
  const core = table([0, 1], [name, new Uint8Array(0)])
  // The offset to a table points behind the part that says where its fields are.
  const view = new DataView(core.buffer)
  const at = rootOf(2) + 8
  view.setUint32(at, core.length + rootOf(field + 1) - at, true)
  const whole = bytes(u32(rootOf(2) + 4), core, trees)
  return bytes('CBM1', u32(whole.length), whole)
}

function sharedBorders(): Uint8Array {
  const count = 100_000
  const borders = bytes(u32(200_000), new Uint8Array(800_000))
  const feature = table([null, null, null, 0], [borders])
  const offsets = new Uint8Array(4 + count * 4)
  const view = new DataView(offsets.buffer)
  view.setUint32(0, count, true)
  for (let i = 0; i < count; i++) view.setUint32(4 + i * 4, offsets.length + rootOf(4) - (4 + i * 4), true)
  return cbm(5, bytes(offsets, feature))
}

function sharedTexts(): Uint8Array {
  const count = 100_000
  const offsets = new Uint8Array(4 + count * 4)
  const view = new DataView(offsets.buffer)
  view.setUint32(0, count, true)
  for (let i = 0; i < count; i++) view.setUint32(4 + i * 4, offsets.length - (4 + i * 4), true)
  const parts = bytes(offsets, textVector('x'.repeat(1_000_000)))
  const trees = table([null], [])
  const core = table([0, 1, null, 2], [textVector('FlabuffersModel_v1'), new Uint8Array(0), parts])
  const at = rootOf(4) + 8
  new DataView(core.buffer).setUint32(at, core.length + rootOf(1) - at, true)
  const whole = bytes(u32(rootOf(4) + 4), core, trees)
  return bytes('CBM1', u32(whole.length), whole)
}
