// @ts-check
// The arrows of ARCHITECTURE.md: imports point one way.

/**
 * Files under `from`, except those under `except`, use nothing under `mayNot`. A path stands for the file or
 * folder of that name and all that is inside: `proxy/src/store` is `proxy/src/store.rs` and `proxy/src/store/..`.
 * @typedef {{ from: string, except?: string[], mayNot: string[], why: string }} Rule
 */

/** The rooms of js/, from below. */
const JS_ROOMS = [
  'builtins',
  'core',
  'scope',
  'send',
  'report',
  'observe',
  'on_demand',
  'recorder',
  'api',
  'optional',
]

/** The files in js/ that make a bundle of the rooms. */
const JS_ENTRIES = ['index.js', 'script.js', 'crate.js', 'loader.js', 'crate']

/** @type {Rule[]} */
export const RULES = [
  {
    from: 'src',
    except: ['src/js'],
    mayNot: ['wasm_bindgen', 'js_sys', 'web_sys', 'gloo_net'],
    why: 'the core decides and is tested natively; only its door touches the page',
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
  { from: 'src/client', mayNot: ['src/js'], why: 'the client decides; the door calls it' },

  {
    from: 'proxy/src/process',
    mayNot: [
      'proxy/src/store',
      'proxy/src/alerts',
      'proxy/src/web',
      'proxy/src/inbox',
      'proxy/src/items',
      'proxy/src/worker',
      'proxy/src/app',
      'proxy/src/config',
      'proxy/src/admission',
      'std/fs',
      'std/net',
    ],
    why: 'processing is pure: bytes in, event out',
  },
  {
    from: 'proxy/src/store',
    mayNot: [
      'proxy/src/web',
      'proxy/src/inbox',
      'proxy/src/worker',
      'proxy/src/app',
      'proxy/src/config',
      'proxy/src/admission',
      'proxy/src/alerts',
    ],
    why: 'the store keeps what it is given, and knows only the types of events and alerts',
  },
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
    from: 'proxy/src/outgoing',
    mayNot: ['proxy/src/config', 'proxy/src/alerts', 'proxy/src/forward', 'proxy/src/store'],
    why: 'the guard knows addresses, not who asks',
  },
  {
    from: 'proxy/src/model',
    mayNot: ['proxy/src/store', 'proxy/src/alerts', 'proxy/src/config', 'rusqlite'],
    why: 'the model is data: everything else may use it, and it uses nothing',
  },
  {
    from: 'proxy/src/alerts',
    mayNot: ['proxy/src/web', 'proxy/src/inbox', 'proxy/src/worker', 'proxy/src/app', 'proxy/src/admission'],
    why: 'an alert comes out of the store, whoever put it there',
  },
  {
    from: 'proxy/src/web',
    mayNot: ['proxy/src/worker'],
    why: 'endpoints and the worker meet at the inbox and the store',
  },
  {
    from: 'proxy/src/admission',
    mayNot: ['proxy/src/web', 'proxy/src/worker', 'proxy/src/app', 'rusqlite'],
    why: 'admission decides from memory alone',
  },
  {
    from: 'proxy/src/inbox',
    mayNot: [
      'proxy/src/web',
      'proxy/src/worker',
      'proxy/src/app',
      'proxy/src/store',
      'proxy/src/items',
      'proxy/src/process',
      'proxy/src/alerts',
    ],
    why: 'the inbox holds bytes, and reads nothing of them',
  },
  {
    from: 'proxy/src/items',
    mayNot: [
      'proxy/src/config',
      'proxy/src/inbox',
      'proxy/src/store',
      'proxy/src/forward',
      'proxy/src/alerts',
      'proxy/src/web',
      'proxy/src/worker',
      'proxy/src/app',
      'std/fs',
    ],
    why: 'a kind of item is pure: payload in, what is stored of it and what leaves out',
  },
  {
    from: 'proxy/src/lenient_json',
    mayNot: [
      'proxy/src/config',
      'proxy/src/items',
      'proxy/src/process',
      'proxy/src/scrub',
      'proxy/src/store',
      'proxy/src/forward',
      'proxy/src/web',
      'proxy/src/worker',
      'proxy/src/app',
      'std/fs',
    ],
    why: 'reading JSON is pure, and knows nothing of events',
  },
  {
    from: 'proxy/src/scrub',
    mayNot: [
      'proxy/src/config',
      'proxy/src/process',
      'proxy/src/store',
      'proxy/src/forward',
      'proxy/src/app',
      'std/fs',
    ],
    why: 'scrubbing is pure: what comes in goes out with less in it',
  },
  {
    from: 'proxy/src/forward',
    mayNot: [
      'proxy/src/web',
      'proxy/src/inbox',
      'proxy/src/worker',
      'proxy/src/app',
      'proxy/src/admission',
      'proxy/src/process',
      'proxy/src/alerts',
    ],
    why: 'what goes to an upstream comes out of the store, whoever put it there',
  },
  {
    from: 'proxy/src/retention',
    mayNot: ['proxy/src/web', 'proxy/src/inbox', 'proxy/src/worker', 'proxy/src/app'],
    why: 'retention knows the store alone',
  },
  {
    from: 'proxy/src/worker',
    mayNot: ['proxy/src/web'],
    why: 'endpoints and the worker meet at the inbox and the store',
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
    except: ['js/optional', 'js/index'],
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
export const CIRCLE_FREE = ['js', 'protocol/src', 'rust/src', 'src']

/** Rooms whose files stay short, and how many lines that is at most. */
export const SHORT = { folders: ['src', 'js', 'rust', 'protocol', 'proxy', 'scripts', 'bench'], lines: 400 }
