/**
 * Compares what the simulator offers with a description of the Genesys Cloud API, whose path `GENESYS_OPENAPI`
 * names; without one there is nothing to compare with, and this says so.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ALL_OPERATIONS } from '../../src/simulator/operations/all-operations.ts';

const descriptionPath = process.env.GENESYS_OPENAPI;

const schema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
        'x-inin-requires-permissions': z
          .looseObject({ type: z.string(), permissions: z.array(z.string()) })
          .optional(),
      }),
    ),
  ),
});

const NOT_DESCRIBED = 'in the official SDK; the description is a subset';

/** Differences that are meant, each with its reason. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'GET /routing/skills': NOT_DESCRIBED,
  'GET /routing/languages': NOT_DESCRIBED,
  'GET /authorization/divisions/{divisionId}': NOT_DESCRIBED,
  'GET /groups/{groupId}/dynamicsettings': NOT_DESCRIBED,
  'GET /teams/{teamId}': NOT_DESCRIBED,
  'GET /users/{userId}/presences/{sourceId}': 'described for the source `purecloud` only',
  'PATCH /users/{userId}/presences/{sourceId}': 'described for the source `purecloud` only',
  'POST /authorization/divisions/{divisionId}/objects/USER': 'described with a parameter for the object type',
};

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

const withoutNames = (path: string) => path.replace(/\{[^}]+\}/g, '{}');

function readOperations(path: string) {
  const { paths } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return new Map(
    Object.entries(paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        `${method.toUpperCase()} ${withoutNames(template)}`,
        operation,
      ]),
    ),
  );
}

if (descriptionPath === undefined) {
  it('does not run: GENESYS_OPENAPI names no description of the Genesys Cloud API', () => {
    expect(ALL_OPERATIONS.length).toBeGreaterThan(0);
  });
} else {
  const described = readOperations(descriptionPath);

  describe('every operation of the simulator', () => {
    it.each(
      ALL_OPERATIONS.filter((operation) => DIFFERENCES[nameOf(operation)] === undefined).map((operation) => [
        nameOf(operation),
        operation,
      ]),
    )('%s is one of Genesys Cloud, with its permissions', (_name, { method, path, permissions }) => {
      const operation = described.get(`${method} ${withoutNames(`/api/v2${path}`)}`);
      expect(operation).toBeDefined();
      const required = operation?.['x-inin-requires-permissions'];
      expect([...permissions.names].sort()).toEqual([...(required?.permissions ?? [])].sort());
      if (permissions.names.length > 1) expect(permissions.mode.toUpperCase()).toBe(required?.type);
    });
  });

  it('lists no difference that is none', () => {
    const missing = Object.keys(DIFFERENCES).filter(
      (name) => !ALL_OPERATIONS.some((operation) => nameOf(operation) === name),
    );
    expect(missing).toEqual([]);
  });
}
