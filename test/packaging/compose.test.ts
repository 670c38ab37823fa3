/** compose.yaml as Compose itself reads it (Debian's `docker-compose`, which needs no engine for that), and what it promises. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const serviceSchema = z.looseObject({
  image: z.string(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  ports: z.array(z.looseObject({}).or(z.string())).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.array(z.string()).default([]),
});
const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) })),
});

const SETTINGS = { GENESYSCLOUD_REGION: 'mypurecloud.de', GENESYSCLOUD_OAUTHCLIENT_ID: 'bridge' };

const config = (env: Readonly<Record<string, string>>) =>
  spawnSync('docker-compose', ['config'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
  });

describe('compose.yaml', () => {
  let compose: z.infer<typeof composeSchema>;
  beforeAll(() => {
    const { stdout, stderr, status } = config(SETTINGS);
    if (status !== 0) throw new Error(`docker-compose: ${stderr}`);
    compose = composeSchema.parse(parse(stdout));
  });

  it('says which setting is missing', () => {
    const { status, stderr } = config({ GENESYSCLOUD_REGION: 'mypurecloud.de' });
    expect([status, stderr]).toEqual([1, expect.stringContaining('set the OAuth client id')]);
  });

  it('has every service read-only, without capabilities that it does not need', () => {
    const services = Object.entries(compose.services);
    expect(services.map(([name]) => name).sort()).toEqual(['bridge', 'grafana', 'postgres', 'prometheus']);
    for (const [name, service] of services) {
      expect([name, service]).toEqual([
        name,
        expect.objectContaining({
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
        }),
      ]);
    }
  });

  it('names an exact version of each image that is not built here', () => {
    const images = Object.values(compose.services).map(({ image }) => image);
    const foreign = images.filter((image) => image !== 'genesys-scim-bridge');
    expect(foreign).toHaveLength(3);
    for (const image of foreign) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
  });

  it('has no secret in an environment', () => {
    const variables = Object.values(compose.services).flatMap(({ environment }) =>
      Object.entries(environment),
    );
    const secret = variables.filter(([name]) => /SECRET|PASSWORD|TOKEN|KEY|DATABASE_URL/.test(name));
    expect(secret.length).toBeGreaterThan(3);
    for (const [name, value] of secret)
      expect([name, value]).toEqual([name, expect.stringMatching(/^\/run\/secrets\//)]);
    expect(Object.keys(compose.secrets)).toHaveLength(secret.length);
  });

  it('lets the database be reached by the bridge only, and publishes ports on this machine only', () => {
    const inDatabase = Object.entries(compose.services).filter(([, { networks }]) => 'database' in networks);
    expect(inDatabase.map(([name]) => name).sort()).toEqual(['bridge', 'postgres']);
    expect(compose.networks.database?.internal).toBe(true);
    const ports = Object.values(compose.services).flatMap(({ ports }) => ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(JSON.stringify(port)).toContain('127.0.0.1');
  });

  it('mounts only files that there are', () => {
    const mounted = Object.values(compose.services)
      .flatMap(({ volumes }) => volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((path) => path.startsWith('/'));
    expect(mounted.length).toBeGreaterThan(3);
    expect(mounted.filter((path) => !existsSync(path))).toEqual([]);
  });
});
