const NAMES = new Set(
  (
    'accesskey accesskeyid accesstoken accountkey adminpass apikey apikeys apitoken authheader authkey ' +
    'authorization authorizationheader authtoken bearertoken clientsecret connectionstring cookie cookieheader ' +
    'cookies credential credentials dbpass dbpwd dsn encryptionkey idtoken jwt keypass licensekey logsheaders ' +
    'masterkey metricsheaders otlpheaders otp pass passcode passkey passphrase passwd password passwordhash ' +
    'passwords pin privatekey pwd rediscliauth refreshtoken rootpass secret secretaccesskey secretkey ' +
    'sessiontoken setcookie sharedaccesskey sharedaccesssignature sharedkey sig signature signingkey sshkey ' +
    'storepass subscriptionkey token tracesheaders userpass userpwd webhooksecret'
  ).split(' '),
)
const SESSIONS = new Set('sid sessid sessionid phpsessid jsessionid'.split(' '))

// Written as one word behind whatever they are the password of: `pgpassword`.
const WORD_ENDINGS = /(?:password|passwd|passphrase|apikey|secretkey|privatekey|accesskey)$/

/** What makes something else of the word behind it: the pass of a compiler, the pin of a board, the signature of a call. */
const ELSE: Readonly<Record<string, ReadonlySet<string>>> = {
  pass: new Set(
    (
      'all backward band by can compute did does final first forward high last low multi must next one per ' +
      'prev previous render second shadow should single test tests third two will'
    ).split(' '),
  ),
  pin: new Set('board clock drawing gpio input io led map output power'.split(' ')),
  signature: new Set('call construct function index method type'.split(' ')),
  sig: new Set(['method', 'type']),
}

const MOST_WORDS = 3
const LONGEST_NAME = 64
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g

/** Tells whether a field is a secret by its name: `DB_PASSWORD`, `x-api-key`, `smonitor.param.clientSecret`, `api.key`. */
export function isSecretName(name: string): boolean {
  return secretNameOf(name) !== undefined
}

/**
 * Tells whether a text behind such a name may be a secret: in a sentence `pass: 12` and `signature: required` are none.
 * Of a name that says nothing but a secret every text is one.
 */
export function isSecretText(name: string, text: string): boolean {
  return SAID_IN_TEXTS[secretNameOf(name) ?? '']?.(text) ?? true
}

/** Tells whether a field has what lets somebody go on with a session: `connect.sid`, `sessionId`, `PHPSESSID`. */
export function isSessionName(name: string): boolean {
  // By these telemetry is put together; they let nobody in.
  if (SESSIONS_OF_TELEMETRY.test(name)) return false
  const words = wordsOf(name)
  return SESSIONS.has(words.at(-1) ?? '') || SESSIONS.has(words.slice(-2).join(''))
}

/** Tells whether a text behind such a name may be a session: one has a number in it, and is no name of a database. */
export function isSessionText(_name: string, text: string): boolean {
  return text.length >= SHORTEST_SESSION && /\d/.test(text)
}

/** The name of a field without what tells ways of writing apart: `user-Name` and `user_name` are `username`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '')
}

/** What a dotted name ends in. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** The last two letters of each such name, whatever digits are behind them, for whoever looks for their ends alone. */
export function secretNameEndings(): readonly string[] {
  return [...new Set([...NAMES, ...SESSIONS].map((name) => name.slice(-2)))]
}

const SESSIONS_OF_TELEMETRY = /^(?:session\.(?:previous_)?id|smonitor\.session\.id)$/
const SHORTEST_SESSION = 8

const SAYS_HOW =
  /^(?:true|false|yes|no|ok|on|off|all|none|null|nil|undefined|failed|passed|missing|valid|invalid|required|expired|unknown)[.!]?$/i

const isNoCount = (text: string): boolean => !/^\d{1,6}[.!]?$/.test(text) && !SAYS_HOW.test(text)

/** Of names that are words for other things as well, what of a text is a secret behind them. */
const SAID_IN_TEXTS: Readonly<Record<string, ((text: string) => boolean) | undefined>> = {
  cookies: isNoCount,
  credentials: isNoCount,
  dsn: (text) => text.length >= 8 && /[^A-Za-z.]/.test(text),
  jwt: (text) => text.length >= 8 && /[^A-Za-z.]/.test(text),
  otp: (text) => text.length >= 4 && /\d/.test(text),
  pass: isNoCount,
  pin: (text) => /^\d{4,12}$/.test(text),
  signature: (text) => text.length >= 16 && /\d/.test(text) && !text.includes('('),
}

/** The name of the list that a name ends in. */
function secretNameOf(name: string): string | undefined {
  const words = wordsOf(name)
  for (let count = 1; count <= Math.min(MOST_WORDS, words.length); count += 1) {
    const joined = words.slice(-count).join('')
    const known = NAMES.has(joined) ? joined : WORD_ENDINGS.exec(joined)?.[0]
    if (known === undefined) continue
    const isElse = ELSE[joined]?.has(words.at(-count - 1) ?? '') === true
    return isElse ? undefined : known
  }
  return undefined
}

/** The parts of a name in small letters, without a number at its end: `DB_PASSWORD_2`, but not the second pass of something. */
function wordsOf(name: string): readonly string[] {
  const words = (name.slice(-LONGEST_NAME).match(WORD) ?? []).map((word) => word.toLowerCase())
  const isNumbered = words.length > 1 && /^\d/.test(words.at(-1) ?? '') && words.at(-2) !== 'pass'
  return isNumbered ? words.slice(0, -1) : words
}
