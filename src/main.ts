#!/usr/bin/env -S node --disable-proto=delete
import { run } from './cli/program.ts';

await run(process.argv);
