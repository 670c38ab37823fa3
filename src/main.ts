#!/usr/bin/env -S node --disable-proto=delete
import { endSafelyOnCrash } from './cli/crash.ts';
import { run } from './cli/program.ts';

endSafelyOnCrash();
await run(process.argv);
