import express from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { asCommandLine } from '../../src/cli/as-command-line.ts';
import { writeOperator } from '../../src/cli/operator.ts';
import { administratorOf, clientNameOf } from '../../src/http/admin/guard.ts';

const app = express()
  .use(asCommandLine)
  .get('/', (_request, response) => {
    response.json({ client: clientNameOf(response), actor: administratorOf(response).actor });
  });

it('counts commands as one client, and tells in the audit trail who gave each', async () => {
  const { body } = await request(app).get('/').set(writeOperator('alice'));
  expect(body).toEqual({ client: 'command line', actor: 'command line (alice)' });
  expect((await request(app).get('/')).body).toEqual({ client: 'command line', actor: 'command line' });
});
