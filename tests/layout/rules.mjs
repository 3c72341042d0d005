// @ts-check
// The arrows of ARCHITECTURE.md: imports point one way.

/**
 * Files under `from`, except those under `except`, use nothing under `mayNot`. A path stands for the file or
 * folder of that name and all that is inside: `proxy/src/store` is `proxy/src/store.rs` and `proxy/src/store/..`.
 * @typedef {{ from: string, except?: string[], mayNot: string[], why: string }} Rule
 */

/** The rooms of the server, from below; those of one level do not use each other. */
const PROXY_ROOMS = [
  [
    'scan',
    'host',
    'allowed_origin',
    'outgoing',
    'secret',
    'outcome',
    'database',
    'log_limiter',
    'tasks',
    'template',
  ],
  ['model', 'scrub', 'lenient_json'],
  ['filter'],
  ['config', 'search', 'symbols'],
  ['process'],
  ['store', 'inbox', 'items'],
  ['admission', 'alerts', 'backup', 'data_dir', 'dead_letter', 'forward'],
  ['metrics', 'restore', 'serve'],
  ['app', 'flush_outcomes', 'end_archives', 'fold_vitals', 'issue_jobs', 'retention', 'worker'],
  ['web'],
  ['server'],
  ['cli'],
]

/** The rooms of the web that answer requests: none uses another. */
const WEB_ROOMS = ['api', 'assets', 'ingest', 'pages', 'upload']

/** The rooms of js/, from below: those of stage 1, which every page loads, know nothing of stage 2. */
const JS_ROOMS = [
  'builtins',
  'scope',
  'observe',
  'recorder',
  'last_resort',
  'api',
  'tracing',
  'core',
  'send',
  'report',
  'on_demand',
  'optional',
]

/** The files in js/ that make a bundle of the rooms. */
const JS_ENTRIES = [
  'index.js',
  'all.js',
  'all_global.js',
  'package_api.js',
  'package_init.js',
  'package_optional.js',
  'package_tracing.js',
  'script.js',
  'script_tracing.js',
  'script_tracing_api.js',
  'crate.js',
  'loader.js',
  'crate',
]

/** @type {Rule[]} */
export const RULES = [
  {
    from: 'src',
    except: ['src/js', 'src/vitals/exports'],
    mayNot: ['wasm_bindgen', 'js_sys', 'web_sys', 'gloo_net'],
    why: 'the core decides and is tested natively; only its exported functions touch the page',
  },
  {
    from: 'protocol/src',
    mayNot: ['std', 'core/time', 'wasm_bindgen', 'js_sys', 'web_sys', 'getrandom'],
    why: 'the protocol has no clock, no chance, no input or output, and fits into a no_std core',
  },
  ...[
    'client_report',
    'dedupe',
    'fields',
    'frames',
    'options',
    'panic_trap',
    'queue',
    'rate_limit',
    'sampling',
  ].map((part) => ({
    from: `src/${part}`,
    mayNot: ['src/client', 'src/js'],
    why: 'parts never hold the client',
  })),
  { from: 'src/client', mayNot: ['src/js'], why: 'the client decides; the exported function calls it' },

  ...PROXY_ROOMS.flatMap((rooms, level) =>
    rooms.map((room) => ({
      from: `proxy/src/${room}`,
      mayNot: PROXY_ROOMS.slice(level)
        .flat()
        .filter((other) => other !== room)
        .map((other) => `proxy/src/${other}`),
      why: 'a room of the server uses those below it',
    })),
  ),
  ...['filter', 'process', 'items', 'search', 'scrub', 'lenient_json'].map((room) => ({
    from: `proxy/src/${room}`,
    mayNot: ['std/fs', 'std/net/TcpStream', 'proxy/src/config', 'proxy/src/outgoing', 'proxy/src/tasks'],
    why: 'reading, scrubbing and processing are pure: bytes in, event out',
  })),
  ...['admission', 'model', 'search', 'web'].map((room) => ({
    from: `proxy/src/${room}`,
    mayNot: ['rusqlite'],
    why: 'only the store and the inbox know what stands behind them',
  })),
  {
    from: 'proxy/src/store',
    mayNot: ['proxy/src/config'],
    why: 'the store is told its limits',
  },
  {
    from: 'proxy/src/alerts',
    mayNot: ['proxy/src/inbox', 'proxy/src/process'],
    why: 'an alert comes out of the store, whoever put it there',
  },
  {
    from: 'proxy/src/forward',
    mayNot: ['proxy/src/inbox', 'proxy/src/process'],
    why: 'what goes to an upstream comes out of the store, whoever put it there',
  },
  {
    from: 'proxy/src/retention',
    mayNot: ['proxy/src/inbox'],
    why: 'retention knows the store alone',
  },
  {
    from: 'proxy/src/fold_vitals',
    mayNot: ['proxy/src/inbox', 'proxy/src/config'],
    why: 'the folding of vitals knows the store alone',
  },
  {
    from: 'proxy/src/end_archives',
    mayNot: ['proxy/src/inbox', 'proxy/src/config'],
    why: 'the ending of archiving knows the store alone',
  },
  {
    from: 'proxy/src/web',
    mayNot: ['proxy/src/worker', 'proxy/src/forward', 'proxy/src/retention'],
    why: 'endpoints and background work meet at the inbox and the store',
  },
  ...WEB_ROOMS.map((room) => ({
    from: `proxy/src/web/${room}`,
    mayNot: WEB_ROOMS.filter((other) => other !== room).map((other) => `proxy/src/web/${other}`),
    why: 'rooms that answer requests share what lies beside them',
  })),
  {
    from: 'proxy/src/web/viewer',
    mayNot: WEB_ROOMS.map((room) => `proxy/src/web/${room}`),
    why: 'who asks is found before anything is answered',
  },
  ...['pages', 'api'].map((room) => ({
    from: `proxy/src/web/${room}`,
    mayNot: ['proxy/src/inbox', 'proxy/src/serve', 'proxy/src/app'],
    why: 'whatever is shown is read through the reading roles of the store',
  })),
  {
    from: 'proxy/src',
    except: ['proxy/src/alerts/channels', 'proxy/src/config'],
    mayNot: ['proxy/src/alerts/channels/dingtalk', 'proxy/src/config/channels'],
    why: 'a kind of channel is known to its folder, its configuration and the list of kinds alone',
  },
  {
    from: 'proxy/src/alerts/channels/dingtalk',
    mayNot: ['proxy/src/alerts/channels/webhook', 'proxy/src/alerts/outbox', 'proxy/src/alerts/grouping'],
    why: 'a channel renders and sends, and knows no other channel',
  },
  {
    from: 'proxy/src/alerts/channels/webhook',
    mayNot: ['proxy/src/alerts/channels/dingtalk', 'proxy/src/alerts/outbox', 'proxy/src/alerts/grouping'],
    why: 'a channel renders and sends, and knows no other channel',
  },
  {
    from: 'proxy/src',
    // Uploads are a command's, to the server that its user names.
    except: ['proxy/src/outgoing', 'proxy/src/cli/upload'],
    mayNot: ['ureq', 'std/net/TcpStream'],
    why: 'whatever leaves the server goes through the guard of outgoing requests',
  },
  {
    from: 'proxy/src',
    // The files of the program; all others are the library.
    except: ['proxy/src/main', 'proxy/src/cli'],
    mayNot: ['anyhow', 'clap'],
    why: 'errors have types everywhere but at the command line',
  },

  ...JS_ROOMS.map((room, at) => ({
    from: `js/${room}`,
    mayNot: [...JS_ROOMS.slice(at + 1), ...JS_ENTRIES].map((above) => `js/${above}`),
    why: 'in js/ each room uses those below it',
  })),
  {
    from: 'js',
    except: ['js/optional', 'js/package_optional'],
    mayNot: ['js/optional'],
    why: 'a page pays for what is optional only where it imports it',
  },
  ...['js', 'www', 'rust/src', 'src', 'protocol/src'].map((from) => ({
    from,
    mayNot: ['proxy', 'balefire_proxy'],
    why: 'what runs in a page knows the server by HTTP only',
  })),
  {
    from: 'proxy/src',
    mayNot: ['balefire_core', 'balefire'],
    why: 'server and SDK share the protocol, nothing else',
  },
]

/** Sources in which neither files nor rooms use each other in a circle. */
export const CIRCLE_FREE = ['js', 'protocol/src', 'proxy/src', 'rust/src', 'src']

/** Rooms whose files stay short, and how many lines that is at most. */
export const SHORT = { folders: ['src', 'js', 'rust', 'protocol', 'proxy', 'scripts', 'bench'], lines: 400 }
