import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** What each room may import beside itself, `errors.ts` and `error-guide`: the arrows of ARCHITECTURE.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'http',
    'notifications',
    'scim',
    'provisioning',
    'records',
    'offboarding',
    'genesys',
    'store',
    'telemetry',
    'config',
    'simulator',
  ],
  http: ['scim', 'provisioning', 'records', 'offboarding', 'notifications', 'genesys', 'store', 'telemetry'],
  provisioning: ['scim', 'offboarding', 'genesys', 'store', 'telemetry', 'config'],
  offboarding: ['notifications', 'genesys', 'store', 'telemetry', 'config'],
  notifications: ['store', 'telemetry', 'config'],
  records: ['offboarding', 'genesys', 'store', 'telemetry', 'config'],
  scim: [],
  genesys: ['telemetry'],
  store: ['telemetry'],
  telemetry: ['config'],
  config: [],
  simulator: [],
  /** Runs in a browser; of the admin API it takes types only. */
  console: [],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
}

/** What is left when the code runs: types are gone then. */
function runtimeImportsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8').replaceAll(/import type [^;]*;/g, '');
  return [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
}

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

describe('the rooms', () => {
  it.each(files.filter((file) => file.includes('/')))('%s imports one way', (file) => {
    const room = roomOf(file);
    const rooms = (room === 'console' ? runtimeImportsOf : importsOf)(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => relative(SRC, resolve(dirname(join(SRC, file)), specifier)))
      .filter((path) => path !== 'errors.ts' && !/^(\.\.|error-guide\/)/.test(path))
      .map(roomOf);
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    expect(rooms.filter((target) => !allowed.includes(target))).toEqual([]);
  });

  it('lets nobody but the simulator itself and the command line know the simulator', () => {
    const users = files.filter((file) =>
      importsOf(file).some((specifier) => specifier.includes('simulator/')),
    );
    expect(users.filter((file) => !/^(cli|simulator)\//.test(file))).toEqual([]);
  });

  it('keeps the simulator free of the bridge', () => {
    const outside = files
      .filter((file) => file.startsWith('simulator/'))
      .flatMap(importsOf)
      .filter((specifier) => specifier.startsWith('../') && specifier.includes('errors.ts'));
    expect(outside.filter((specifier) => specifier.endsWith('../errors.ts'))).toEqual([]);
  });
});
