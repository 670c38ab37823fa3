import { expect, it } from 'vitest';
import {
  actorOf,
  findOperator,
  OPERATOR_HEADER,
  readOperator,
  writeOperator,
} from '../../src/cli/operator.ts';

const overTheSocket = (operator: string | undefined) =>
  readOperator(writeOperator(operator)[OPERATOR_HEADER]);

it('names the user of the operating system, and who became that user with sudo', () => {
  expect(actorOf(findOperator(() => 'alice', {}))).toBe('command line (alice)');
  expect(actorOf(findOperator(() => 'bridge', { SUDO_USER: 'alice' }))).toBe(
    'command line (alice as bridge)',
  );
  expect(actorOf(findOperator(() => 'alice', { SUDO_USER: 'alice' }))).toBe('command line (alice)');
});

it('does without a name where there is none', () => {
  expect(actorOf(findOperator(() => undefined, {}))).toBe('command line');
  expect(actorOf(findOperator(() => '', { SUDO_USER: '' }))).toBe('command line');
  expect(overTheSocket(undefined)).toBeUndefined();
});

it('takes a name as it is over the socket, whatever letters it has', () => {
  for (const name of ['alice', 'CORP\\änne', 'álice as bridge', 'user+1@example.com']) {
    expect(overTheSocket(name)).toBe(name);
  }
});

it('lets nobody write control characters, markup or novels into the audit trail', () => {
  expect(findOperator(() => 'a\u001b[31m\n<b>lice)', {})).toBe('a31mblice');
  expect(readOperator('%E0%A4%A')).toBeUndefined();
  expect(readOperator(['alice', 'bob'])).toBeUndefined();
  expect(readOperator('x'.repeat(5_000))).toHaveLength(120);
});
