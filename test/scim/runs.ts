/** How many random cases a comparison with a reference makes; `FC_RUNS=100000` is the long run. */
export const RUNS = Number(process.env.FC_RUNS ?? 5_000);
/** Milliseconds that a comparison may take. */
export const RUNS_TIMEOUT = 60_000 + RUNS * 20;
