/** Entra's single app role assignment sends a role as a JSON document in a string. */

import { isRecord } from '../json.ts';

/** The role that `text` names: the document's `value`, else its `displayName`, else the text itself. */
export function readRoleName(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return text;
  const document = parseDocument(trimmed);
  return [document?.value, document?.displayName].find(isText) ?? text;
}

function parseDocument(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
