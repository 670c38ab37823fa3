const REDACTED = '[redacted]';
const DEEPEST = 8;

/** Field names whose value is a secret wherever they occur; compared without case, `-` and `_`. */
const SECRET_NAMES = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'password',
  'passwd',
  'secret',
  'clientsecret',
  'secrethash',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'bearer',
  'apikey',
  'privatekey',
  'passphrase',
  'assertion',
  'clientassertion',
  'encryptionkey',
  'encryptionkeys',
  'credentials',
  'databaseurl',
  'connectionstring',
]);

const SECRET_NAME_ENDINGS = ['secret', 'password', 'token', 'apikey'];

const SECRET_TEXT: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [/gs[ab]_[\w-]+/g, REDACTED],
  [/whsec_[\w+/]+=*/g, REDACTED],
  // A JSON Web Token, and a key in PEM
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g, REDACTED],
  // The user part of a URL: postgres://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${REDACTED}@`],
  [
    /\b(password|client_secret|client_assertion|access_token|refresh_token|token)=[^\s&"']+/gi,
    `$1=${REDACTED}`,
  ],
  // The same as JSON, also as JSON within a string of JSON
  [/((?:password|secret|assertion|token)\\?["']\s*:\s*\\?["'])[^"'\\]+/gi, `$1${REDACTED}`],
];

const MOST_NAMES = 1_000;
/** Names that have been judged: nearly all that are logged are the same few. */
const judged = new Map<string, boolean>();

/** Whether a field of this name holds a secret. */
export function isSecretName(name: string): boolean {
  const known = judged.get(name);
  if (known !== undefined) return known;
  if (judged.size >= MOST_NAMES) judged.clear();
  const isSecret = judgeName(name);
  judged.set(name, isSecret);
  return isSecret;
}

function judgeName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[-_]/g, '');
  return SECRET_NAMES.has(plain) || SECRET_NAME_ENDINGS.some((ending) => plain.endsWith(ending));
}

/** Ids, words and paths, most of what is logged: each pattern of SECRET_TEXT needs a character beyond these. */
const PLAIN = /^[A-Za-z0-9/-]*$/;

/** Replaces whatever looks like a bearer token, a bridge token or a password inside text. */
export function redactText(text: string): string {
  if (PLAIN.test(text)) return text;
  return SECRET_TEXT.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/** A copy that is safe to write to a log: secrets replaced, errors reduced to what is safe of them. */
export function redactValue(value: unknown): unknown {
  return redactNested(value, []);
}

/** The same for the fields of an entry. */
export function redactRecord(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactFields(fields, [fields]);
}

/** @param above the objects that hold the value, outermost first */
function redactNested(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (above.length >= DEEPEST) return '[too deep]';
  const path = [...above, value];
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return redactError(value, path);
  if (Array.isArray(value)) return value.map((item) => redactNested(item, path));
  return redactFields({ ...value }, path);
}

function redactFields(
  fields: Readonly<Record<string, unknown>>,
  path: readonly object[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const secret = isSecretName(name) && value !== undefined && value !== null;
    result[name] = secret ? REDACTED : redactNested(value, path);
  }
  return result;
}

/**
 * Only name, message, code, status, stack and cause: errors of HTTP clients and database drivers carry the
 * request, and with it credentials, in their other properties.
 */
function redactError(error: Error, path: readonly object[]): Record<string, unknown> {
  const { code, status } = { code: undefined, status: undefined, ...error };
  const known = {
    name: error.name,
    message: error.message,
    ...(isPlain(code) && { code }),
    ...(isPlain(status) && { status }),
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined && { cause: error.cause }),
  };
  return redactFields(known, path);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
