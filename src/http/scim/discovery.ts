/** Discovery (RFC 7644 section 4): readable without a token, and only for ids that are declared. */

import type { Request, RequestHandler } from 'express';
import { isRecord } from '../../scim/json.ts';
import type { SchemaCatalogue } from '../../scim/schema/catalogue.ts';
import { describeServiceProvider } from '../../scim/service-provider-config.ts';
import { sendText } from './answer.ts';
import { type DiscoveryName, notFound } from './endpoints.ts';
import { clearQuery, readQuery, refuseDiscoveryFilter } from './query.ts';
import { endpointOf } from './request-state.ts';

interface DiscoveryOptions {
  readonly baseUrl: (request: Request) => string;
  readonly documentationUri?: string;
}

/**
 * Hands requests for schemas and resource types to scimmy's route table. It would put an id into a filter of its own, so an id goes
 * on only in the spelling in which it is declared.
 */
export function answerDiscovery(
  catalogue: SchemaCatalogue,
  table: RequestHandler,
  { baseUrl, documentationUri }: DiscoveryOptions,
): RequestHandler {
  const declared = listDeclaredIds(catalogue);
  return (request, response, next) => {
    const endpoint = endpointOf(response);
    if (endpoint?.kind !== 'discovery') {
      next();
      return;
    }
    refuseDiscoveryFilter(readQuery(request));
    if (endpoint.name === 'ServiceProviderConfig') {
      const document = describeServiceProvider(baseUrl(request), documentationUri);
      sendText(request, response, JSON.stringify(document));
      return;
    }
    clearQuery(request);
    // A body of a GET means nothing (RFC 9110 section 9.3.1); the table's own parser would read it, and fail with its words.
    delete request.headers['content-type'];
    request.url = `/${endpoint.name}`;
    if (endpoint.id !== undefined) {
      const id = declared[endpoint.name].get(endpoint.id.toLowerCase());
      if (id === undefined) throw notFound();
      request.url += `/${encodeURIComponent(id)}`;
    }
    response.send = (body?: unknown) => {
      sendText(request, response, renderDiscovery(body, baseUrl(request)));
      return response;
    };
    table(request, response, next);
  };
}

function listDeclaredIds({ users, groups }: SchemaCatalogue): Record<DiscoveryName, Map<string, string>> {
  const definitions = [users, groups];
  const urns = definitions.flatMap(({ core, extensions }) => [core, ...extensions].map(({ id }) => id));
  return {
    Schemas: byLowerCase(urns),
    ResourceTypes: byLowerCase(definitions.map(({ schema }) => schema.name)),
    ServiceProviderConfig: new Map(),
  };
}

function byLowerCase(ids: readonly string[]): Map<string, string> {
  return new Map(ids.map((id) => [id.toLowerCase(), id]));
}

const LOCATION = /^.*(\/(?:Schemas|ResourceTypes)(?:\/.*)?)$/;

/**
 * A discovery document as JSON with absolute locations. scimmy keeps its base path in a variable that all
 * requests share, so the location is put together from the request at hand; it counts a page as full.
 */
function renderDiscovery(document: unknown, baseUrl: string): string {
  const resources = isRecord(document) ? document.Resources : undefined;
  const counted = Array.isArray(resources)
    ? Object.assign({}, document, { itemsPerPage: resources.length })
    : document;
  return JSON.stringify(counted, (key, value: unknown) =>
    key === 'location' && typeof value === 'string' ? value.replace(LOCATION, `${baseUrl}$1`) : value,
  );
}
