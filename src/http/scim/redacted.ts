/**
 * SCIM requests without the people in them, as docs/privacy.md has it for logs: names, addresses and whatever else is
 * said of a person are left out, and secrets in any case. What is shown is listed here; everything else is not.
 */

import { isUuid } from '../../genesys/ids.ts';
import { isSecretName, redactText } from '../../telemetry/redaction.ts';

/** Attributes whose values say nothing of a person. */
const SHOWN = new Set([
  'schemas',
  'op',
  'method',
  'bulkid',
  'type',
  'resourcetype',
  'scimtype',
  'status',
  'code',
  'created',
  'lastmodified',
  'version',
  'primary',
  'active',
  'attributes',
  'excludedattributes',
  'sortby',
  'sortorder',
]);
const NUMBERS = new Set(['totalresults', 'itemsperpage', 'startindex', 'count', 'failonerrors', 'status']);
/** What somebody may do, by name: not who it is. */
const ENTITLEMENTS = new Set(['roles', 'entitlements']);
const PATHS = new Set(['path', '$ref', 'location']);
const TEXTS = new Set(['detail', 'filter']);
/** Words in quotes that are terms of SCIM: anything else between quotes may be a name. */
const TERMS = new Set(
  `active addresses bulkId code count cursor department detail display displayName division emails employeeNumber entitlements
  eq excludedAttributes externalId familyName filter formatted givenName groups home id manager members meta mobile name nickName
  op Operations organization other path phoneNumbers primary roles schemas scope sortBy startIndex status title type userName
  userType users value work read admin`.split(/\s+/),
);
const PATH_WORDS = /^(?:scim|v2|Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig|Bulk|Me|\.search)$/;
const URN = /^urn:[\w:.-]{1,200}$/;
const ATTRIBUTE_PATH = /^[A-Za-z][\w-]*(?:\.[A-Za-z$][\w-]*)?$/;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'/g;
const ADDRESS = /[^\s"'<>()]+@[^\s"'<>()]+/g;
const DEEPEST = 12;

function mask(text: string): string {
  return `[redacted, ${text.length} characters]`;
}

function isHarmless(text: string): boolean {
  return isUuid(text) || URN.test(text) || /^(?:true|false)$/i.test(text) || text === '';
}

/** Text that may quote what a client sent. */
export function redactQuotes(text: string): string {
  const plain = text.replaceAll(QUOTED, (quoted: string, double?: string, single?: string) => {
    const inside = double ?? single ?? '';
    return isHarmless(inside) || TERMS.has(inside) ? quoted : `${quoted[0]}${mask(inside)}${quoted[0]}`;
  });
  return redactText(plain.replaceAll(ADDRESS, mask));
}

function redactSegment(segment: string): string {
  if (segment === '' || PATH_WORDS.test(segment) || isUuid(segment) || URN.test(segment)) return segment;
  return mask(segment);
}

function redactParameter(name: string, value: string): string {
  if (/^(?:startIndex|count)$/.test(name) && /^-?\d{1,9}$/.test(value)) return value;
  if (/^(?:attributes|excludedAttributes|sortBy)$/.test(name)) {
    return value
      .split(',')
      .map((path) => (isAttributePath(path) ? path : mask(path)))
      .join(',');
  }
  if (name === 'sortOrder' && /^(?:a|de)scending$/.test(value)) return value;
  return name === 'filter' ? redactQuotes(value) : mask(value);
}

function isAttributePath(path: string): boolean {
  return ATTRIBUTE_PATH.test(path.trim()) || URN.test(path.trim());
}

/** A path with its query, or a whole URL. */
export function redactUrl(url: string): string {
  const [place = '', query] = url.split('?', 2);
  const [, origin = '', path = ''] = /^(https?:\/\/[^/]*)?(.*)$/.exec(place) ?? [];
  const segments = path.split('/').map((segment) => redactSegment(decode(segment)));
  const shown = `${origin}${segments.join('/')}`;
  if (query === undefined) return shown;
  const parameters = [...new URLSearchParams(query)].map(([name, value]) =>
    ATTRIBUTE_PATH.test(name) ? `${name}=${redactParameter(name, value)}` : mask(name),
  );
  return `${shown}?${parameters.join('&')}`;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** `userName`, `emails[type eq "work"].value`, or a path of a URL. */
function redactPath(path: string): string {
  if (path.includes('/') && !URN.test(path)) return redactUrl(path);
  return isAttributePath(path) ? path : redactQuotes(path);
}

function redactString(text: string, name: string, inside: string): string {
  if (isHarmless(text)) return text;
  if (PATHS.has(name)) return redactPath(text);
  if (TEXTS.has(name)) return redactQuotes(text);
  if (SHOWN.has(name) || ENTITLEMENTS.has(inside)) return redactText(text);
  return mask(text);
}

/** @param inside the attribute that the value is a part of, in lower case */
function redactNested(value: unknown, name: string, inside: string, depth: number): unknown {
  if (isSecretName(name) && value !== null && value !== undefined) return '[redacted]';
  if (typeof value === 'string') return redactString(value, name, inside);
  if (typeof value === 'number') return NUMBERS.has(name) ? value : '[redacted number]';
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redactNested(item, name, inside, depth + 1));
  const entries = Object.entries(value).map(([key, item]) => {
    const lower = key.toLowerCase();
    const within = ENTITLEMENTS.has(lower) ? lower : inside;
    return [
      ATTRIBUTE_PATH.test(key) || URN.test(key) || key === '$ref' ? key : mask(key),
      redactNested(item, lower, within, depth + 1),
    ];
  });
  return Object.fromEntries(entries);
}

/** A body of a request or an answer. Truth values stay, but for those of a secret. */
export function redactBody(body: unknown): unknown {
  return redactNested(body, '', '', 0);
}
