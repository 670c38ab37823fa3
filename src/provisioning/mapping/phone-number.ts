/** A phone number as an identity provider writes it, as Genesys wants it: E.164, an extension, or both. */

import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

export interface PhoneNumber {
  /** E.164. */
  readonly address?: string;
  readonly extension?: string;
}

const EXTENSION_PARAMETER = /;\s*ext\s*=\s*(\d{1,15})\s*(?=;|$)/i;
const EXTENSION_ALONE = /^(?:x|ext\.?|extension)\s*[:=]?\s*(\d{1,15})$/i;
const LONGEST = 100;

function toCountry(country: string | undefined): CountryCode | undefined {
  return country !== undefined && isSupportedCountry(country) ? country : undefined;
}

/** An international number may be new to the metadata; a national one has to make sense in its country. */
function readAddress(text: string, defaultCountry: string | undefined): PhoneNumber | undefined {
  const country = toCountry(defaultCountry);
  const options = { extract: false, ...(country === undefined ? {} : { defaultCountry: country }) };
  const number = parsePhoneNumberFromString(text, options);
  if (number === undefined) return undefined;
  const accepted = text.trim().startsWith('+') ? number.isPossible() : number.isValid();
  if (!accepted) return undefined;
  return { address: number.number, ...(number.ext === undefined ? {} : { extension: number.ext }) };
}

/**
 * Reads E.164, national forms of the default country (ISO 3166-1 alpha-2), tel URIs (RFC 3966) and extensions
 * (`tel:;ext=42`, `ext. 42`, `x42`). Undefined for anything else, and for national forms without a country.
 */
export function readPhoneNumber(text: string, defaultCountry: string | undefined): PhoneNumber | undefined {
  if (text.length > LONGEST) return undefined;
  const uri = text.trim().replace(/^tel:/i, '');
  const parameter = EXTENSION_PARAMETER.exec(`;${uri}`)?.[1];
  const main = (uri.split(';')[0] ?? '').trim();
  const alone = EXTENSION_ALONE.exec(main)?.[1];
  if (alone !== undefined) return { extension: alone };
  if (main === '') return parameter === undefined ? undefined : { extension: parameter };
  const number = readAddress(main, defaultCountry);
  if (number === undefined || parameter === undefined) return number;
  return { ...number, extension: parameter };
}

/** As a SCIM value, in the form that Genesys' own SCIM uses (RFC 3966 where there is an extension). */
export function formatPhoneNumber({ address, extension }: PhoneNumber): string {
  if (extension === undefined) return address ?? '';
  return `tel:${address ?? ''};ext=${extension}`;
}
