"""Rows for the PMML examples beside this repository and what jpmml-evaluator 1.6.5 (org.jpmml:pmml-evaluator-metro) says.

Usage: make_pmml_jpmml.py MODELS JARS > pmml-jpmml.json, where MODELS is the folder of example models and
JARS the folder with the evaluator and what it depends on. Rows take declared values, numbers around the
document's own constants, and leave some cells blank.
"""
import glob, json, os, random, re, subprocess, sys, tempfile, xml.etree.ElementTree as ET

models, jars = sys.argv[1], sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
work = tempfile.mkdtemp()
subprocess.run(['javac', '-d', work, '-cp', jars + '/*', os.path.join(here, 'PmmlAnswers.java')], check=True)
cases = []
for path in sorted(glob.glob(models + '/pmml/pmml4s-dmg/*/*.xml') + glob.glob(models + '/pmml/schema-versions/*SegmentationTest.pmml') + glob.glob(models + '/kserve/*.pmml')):
    root = ET.parse(path).getroot()
    for e in root.iter(): e.tag = e.tag.split('}')[-1]
    model = next((c for c in root if c.find('MiningSchema') is not None), None)
    if model is None: continue
    active = [f.get('name') for f in model.find('MiningSchema') if f.get('usageType', 'active') in ('active', 'group', 'supplementary')]
    fields = {f.get('name'): f for f in root.find('DataDictionary')}
    rnd = random.Random(os.path.basename(path))
    rows = []
    for i in range(12):
        row = []
        for name in active:
            f = fields[name]
            values = [v.get('value') for v in f.findall('Value') if v.get('property', 'valid') == 'valid']
            named = [e.get('value') for e in root.iter('SimplePredicate') if e.get('field') == name and e.get('value') is not None]
            named += [e.get('value') for e in root.iter('CategoricalPredictor') if e.get('name') == name]
            named += [e.get('value') for e in root.iter('PPCell') if e.get('predictorName') == name and f.get('optype') == 'categorical']
            named += re.findall(r'"([^"]*)"', ' '.join(e.find('Array').text for e in root.iter('SimpleSetPredicate') if e.get('field') == name))
            named += [e.get('value') for e in root.iter('NormDiscrete') if e.get('field') == name]
            named += [t.get('value') for e in root.iter('BayesInput') if e.get('fieldName') == name for t in e.findall('PairCounts')]
            if f.get('dataType') in ('double', 'float', 'integer') and (f.get('optype') != 'categorical' or not (values or named)):
                v = rnd.choice([float(v) for v in named] or [rnd.choice([0.5, 1, 5, 20, 60])]) * rnd.choice([0.5, 0.9, 1, 1.1, 2]) + (0 if rnd.random() < .5 else rnd.random())
                for interval in f.findall('Interval'): v = min(float(interval.get('rightMargin', v)), max(float(interval.get('leftMargin', v)), v))
                cell = round(v) if f.get('dataType') == 'integer' else round(v, 4)
            else: cell = rnd.choice(values or named or ['a', 'b'])
            row.append(None if i >= 8 and rnd.random() < .3 else cell)
        rows.append(row)
    table = os.path.join(work, os.path.basename(path) + '.tsv')
    with open(table, 'w') as out: out.write('\n'.join('\t'.join('' if c is None else repr(c) if isinstance(c, float) else str(c) for c in r) for r in [active] + rows) + '\n')
    lines = subprocess.run(['java', '-cp', jars + '/*:' + work, 'PmmlAnswers', path, table], capture_output=True, text=True, check=True).stdout.splitlines()
    answers = [json.loads(line) for line in lines]
    if any('!!' in a for a in answers): continue  # the evaluator does not take the document at all
    for a in answers: del a['file'], a['row']
    cases.append({'file': os.path.relpath(path, models), 'columns': active, 'rows': rows, 'answers': [{k: v for k, v in a.items()} for a in answers]})
print('{"tool": "jpmml-evaluator 1.6.5", "cases": [')
print(',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases))
print(']}')
