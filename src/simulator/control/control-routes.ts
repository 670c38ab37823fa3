import express, { type Request, type Response, Router } from 'express';
import { isUuid, objectBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import { ALL_OPERATIONS } from '../operations/all-operations.ts';
import { describeOperation } from '../operations/operation.ts';
import type { UserRecord } from '../organisation/model.ts';
import type { OrganisationSize } from '../organisation/seed-organisation.ts';
import { seedOrganisation } from '../organisation/seed-organisation.ts';
import { anyUser } from '../rules/find-record.ts';
import type { World } from '../world.ts';
import { describePerson, setConversation } from './conversations.ts';
import type { Faults } from './faults.ts';
import { addHistory } from './history.ts';
import type { Journal } from './journal.ts';
import { readFaults } from './read-fault.ts';
import { readSize } from './read-size.ts';

export interface Control {
  readonly world: World;
  readonly journal: Journal;
  readonly faults: Faults;
  /** Size of the organisation at the start, which a reset falls back to. */
  readonly initialSize: OrganisationSize;
}

function personOf(world: World, request: Request): UserRecord {
  const { userId } = request.params;
  if (!isUuid(userId)) throw badRequest('The user id must be a valid UUID.');
  return anyUser(world.organisation, userId.toLowerCase());
}

function sinceOf(query: URLSearchParams): number {
  const since = query.get('since') ?? '0';
  if (/^[0-9]{1,15}$/.test(since)) return Number(since);
  throw badRequest("Query parameter 'since' must be a sequence number.");
}

function reset(control: Control, body: unknown): object {
  const size = readSize(body ?? {}, control.initialSize);
  control.world.organisation = seedOrganisation(size);
  return size;
}

/** What exists beside the Platform API for tests and demonstrations: `/simulator/*`. */
export function controlRoutes(control: Control): Router {
  const { world, journal, faults } = control;
  const router = Router();
  router.use(express.json({ limit: '10mb' }));
  router.post('/reset', (request, response) => {
    response.json(reset(control, request.body));
  });
  router.get('/requests', (request, response) => {
    const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '');
    response.json(journal.list(sinceOf(query), query.get('bodies') === 'true'));
  });
  router.delete('/requests', (_request, response) => {
    journal.clear();
    response.status(204).end();
  });
  addFaultRoutes(router, faults);
  router.get('/operations', (_request, response) => {
    response.json(ALL_OPERATIONS.map(describeOperation));
  });
  router.get('/behaviour', (_request, response) => {
    response.json(world.behaviour.describe());
  });
  router.put('/behaviour', (request, response) => {
    const problem = world.behaviour.change(objectBody(request.body));
    if (problem !== undefined) throw badRequest(problem, 'invalid.property');
    response.json(world.behaviour.describe());
  });
  const showPerson = (request: Request, response: Response) => {
    world.organisation.schedule.runDue(world.now());
    response.json(describePerson(world, personOf(world, request)));
  };
  router.get('/users/:userId', showPerson);
  router.post('/users/:userId/conversation', (request, response) => {
    setConversation(world, personOf(world, request), objectBody(request.body));
    showPerson(request, response);
  });
  router.post('/users/:userId/history', (request, response) => {
    response.json(addHistory(world, personOf(world, request), objectBody(request.body)));
  });
  return router;
}

function addFaultRoutes(router: Router, faults: Faults): void {
  router.get('/faults', (_request, response) => {
    response.json(faults.list());
  });
  router.post('/faults', (request, response) => {
    faults.add(readFaults(request.body));
    response.json(faults.list());
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
}
