/** Which arguments of a program are secrets, besides those behind flags that are named like one. */
export interface Program {
  /** Letters of flags whose value is a secret, behind the letter or the next argument: `-a hunter2`. */
  readonly flags?: string
  /** Those whose value can stand behind the letter only, since the next argument is something else: `-phunter2`. */
  readonly attached?: string
  /** Names of long flags, with one dash or two. */
  readonly long?: readonly string[]
  /** The argument without which these flags mean something else. */
  readonly command?: string
  /** Whether it takes one only, and what comes behind is another program's. */
  readonly isOnce?: boolean
  /** What a value has in it that is a secret: a user and a password. */
  readonly has?: RegExp
}

const CURL: Program = { flags: 'uUE', long: ['user', 'proxy-user', 'cert'], has: /:/ }
const CURL_COOKIE: Program = { flags: 'b', long: ['oauth2-bearer'], has: /=|^[\w.~+/-]{8,}$/ }
const MYSQL: Program = { attached: 'p' }
const MONGO: Program = { flags: 'p', attached: 'p' }
const LOGIN: Program = { flags: 'p', command: 'login' }
const HTTPIE: Program = { flags: 'a', long: ['auth'], has: /:/ }

const NAMES: readonly (readonly [names: string, ...programs: readonly Program[]])[] = [
  ['curl', CURL, CURL_COOKIE],
  ['http https xh', HTTPIE],
  ['ab', { flags: 'AP', has: /:/ }],
  ['mysql mysqldump mysqladmin mysqlimport mysqlsh mariadb mariadb-dump mariadb-admin', MYSQL],
  ['7z 7za rar unrar', MYSQL],
  ['mongo mongosh mongodump mongorestore mongoexport mongoimport', MONGO],
  ['redis-cli valkey-cli keydb-cli', { flags: 'a' }],
  ['sshpass', { ...MONGO, isOnce: true }],
  ['docker podman nerdctl buildah skopeo helm oc oras crane regctl', LOGIN],
  ['az', LOGIN],
  ['sqlcmd bcp osql mosquitto_pub mosquitto_sub zip unzip', { flags: 'P', attached: 'P' }],
  ['ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami', { flags: 'w' }],
  ['cqlsh rabbitmqadmin twine', { flags: 'p' }],
  ['smbclient rpcclient', { flags: 'U', has: /%/ }],
  ['lftp', { flags: 'u', has: /,/ }],
  ['openssl', { flags: 'k' }],
  ['keytool jarsigner', { long: ['storepass', 'keypass', 'srcstorepass', 'deststorepass'] }],
]

const PROGRAMS = new Map(
  NAMES.flatMap(([names, ...programs]) => names.split(' ').map((name) => [name, programs])),
)

/** What is known of the program that an argument names, `/usr/bin/curl` and `curl.exe` too. */
export function programOf(argument: string): readonly Program[] {
  if (argument.length > LONGEST) return NONE
  return (
    PROGRAMS.get(
      argument
        .slice(Math.max(argument.lastIndexOf('/'), argument.lastIndexOf('\\')) + 1)
        .replace(/\.exe$/i, ''),
    ) ?? NONE
  )
}

/** The names of all of them. */
export function programNames(): readonly string[] {
  return [...PROGRAMS.keys()]
}

const LONGEST = 1024
const NONE: readonly Program[] = []
