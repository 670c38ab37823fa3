import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { chain } from '../../src/http/chain.ts';

async function answerOf(...handlers: RequestHandler[]): Promise<string> {
  const app = express();
  app.use(chain(...handlers));
  app.use((_request, response) => {
    response.send('through');
  });
  const fail: ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(500).send(`failed: ${error.message}`);
  };
  app.use(fail);
  return (await request(app).get('/')).text;
}

const pass: RequestHandler = (_request, _response, next) => next();
const passLater: RequestHandler = async (_request, _response, next) => {
  await Promise.resolve();
  next();
};

describe('a chain of handlers', () => {
  it.each<[string, RequestHandler[], string]>([
    ['goes through to what follows', [pass, passLater, pass], 'through'],
    [
      'ends with the handler that answers',
      [pass, (_request, response) => response.send('here'), pass],
      'here',
    ],
    [
      'ends with an error that is handed on',
      [(_request, _response, next) => next(new Error('handed')), pass],
      'failed: handed',
    ],
    [
      'ends with what is thrown',
      [
        () => {
          throw new Error('thrown');
        },
      ],
      'failed: thrown',
    ],
    ['ends with a rejection', [passLater, () => Promise.reject(new Error('rejected'))], 'failed: rejected'],
    [
      'ends with a rejection without a reason',
      [() => Promise.reject()],
      'failed: A handler failed without saying why',
    ],
  ])('%s', async (_title, handlers, expected) => {
    expect(await answerOf(...handlers)).toBe(expected);
  });
});
