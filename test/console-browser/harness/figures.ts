/** Figures that the tests measure; the docs quote them. */
export function reportFigure(what: string, ms: number): void {
  process.stdout.write(`figure: ${what}: ${Math.round(ms)} ms\n`);
}
