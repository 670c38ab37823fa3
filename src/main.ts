#!/usr/bin/env -S node --disable-proto=delete
import { hardenProcess } from './cli/harden-process.ts';
import { run } from './cli/program.ts';

hardenProcess();
await run(process.argv);
