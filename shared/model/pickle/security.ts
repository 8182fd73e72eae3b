import type { PyGlobal } from './values'

/** Modules whose very import by a pickle means that something is run or reached for. */
const dangerousModules = new Set(['os', 'posix', 'nt', 'subprocess', 'sys', 'socket', 'shutil', 'pty', 'commands', 'popen2', 'runpy', 'importlib', 'imp', 'ctypes', 'code', 'codeop', 'marshal', 'pickle', '_pickle', 'cPickle', 'dill', 'cloudpickle', 'webbrowser', 'urllib', 'urllib2', 'http', 'httplib', 'requests', 'ftplib', 'smtplib', 'ssl', 'asyncio', 'multiprocessing', 'threading', 'signal', 'platform', 'pdb', 'bdb', 'profile', 'cProfile', 'timeit', 'trace', 'doctest', 'pydoc', 'pip', 'setuptools', 'distutils', 'tempfile', 'pathlib', 'io', '_io', 'fileinput', 'glob', 'zipimport', 'pkgutil', 'inspect', 'gc', 'types', 'operator', '_operator', 'nturl2path', 'builtins', '__builtin__'])
/** Built-in names that only make data. */
const harmlessBuiltins = new Set(['object', 'set', 'frozenset', 'list', 'dict', 'tuple', 'bytes', 'bytearray', 'str', 'unicode', 'int', 'long', 'float', 'bool', 'complex', 'slice', 'range', 'xrange', 'type', 'NoneType', 'Ellipsis', 'NotImplemented', 'Warning', 'UserWarning', 'FutureWarning', 'DeprecationWarning', 'RuntimeWarning'])
const harmless = new Set(['operator.itemgetter', 'copy_reg._reconstructor', 'copyreg._reconstructor', 'copyreg.__newobj__', '_codecs.encode', 'collections.OrderedDict', 'collections.defaultdict', 'collections.Counter', 'functools.partial', 'datetime.datetime', 'datetime.date', 'decimal.Decimal', 'fractions.Fraction', 'uuid.UUID', 'pathlib.PurePosixPath'])
const dangerousParts = ['runstring', 'f2py', 'numpy.testing', 'distutils', 'exec_command', 'load_library', 'joblib.load', 'read_pickle', 'pandas.eval', '.eval', 'query', '__import__', '__reduce', 'fromfile', 'memmap', 'loadtxt', 'genfromtxt', 'savetxt', 'DataSource']
const scientific = new Set(['numpy', 'scipy', 'sklearn', 'pandas', 'joblib', 'imblearn', 'lightgbm', 'xgboost', 'catboost', 'category_encoders', 'skops', 'sklearn_pandas', 'feature_engine', 'threadpoolctl'])

export interface GlobalsReport {
  /** Names that run or reach for something: a security finding each. */
  readonly dangerous: readonly string[]
  /** Code that is neither Python's plain data nor a known scientific library. */
  readonly foreign: readonly string[]
}

/** Sorts the names a loader would import. */
export function inspectGlobals(globals: Iterable<PyGlobal>): GlobalsReport {
  const dangerous: string[] = []
  const foreign: string[] = []
  for (const { module, name, path } of globals) {
    const root = module.split('.')[0]!
    if (harmless.has(path) || ((module === 'builtins' || module === '__builtin__') && harmlessBuiltins.has(name))) continue
    // A dotted name reaches through a module into what that module imported.
    if (dangerousModules.has(root) || dangerousParts.some((part) => path.includes(part)) || (name.includes('.') && name.split('.').some((part) => dangerousModules.has(part) || part.startsWith('__')))) dangerous.push(path)
    else if (!scientific.has(root)) foreign.push(path)
  }
  return { dangerous, foreign }
}
