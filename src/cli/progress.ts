/** A line that is drawn anew, on a terminal only; nothing elsewhere, so that logs and pipes stay clean. */

const WIDTH = 24;
const EVERY_MS = 100;

export interface Progress {
  /** `count` is what the rate is of. */
  show(done: number, total: number, count: number): void;
  end(): void;
}

export function openProgress(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  now: () => number,
  unit: { readonly name: string; readonly per: 's' | 'min' } = { name: 'conversations', per: 's' },
): Progress {
  if (stream.isTTY !== true) return { show: () => undefined, end: () => undefined };
  const begun = now();
  let shownAt = Number.NEGATIVE_INFINITY;
  let first: number | undefined;
  return {
    show(done, total, number) {
      const at = now();
      first ??= done;
      if (at - shownAt < EVERY_MS && done < total) return;
      shownAt = at;
      const seconds = Math.max((at - begun) / 1_000, 0.001);
      const bar = '#'.repeat(Math.round((done / total) * WIDTH)).padEnd(WIDTH, '.');
      const left =
        done > first ? `, ${describeSeconds((seconds / (done - first)) * (total - done))} left` : '';
      const count = number.toLocaleString('en');
      const rate = Math.round((number / seconds) * (unit.per === 's' ? 1 : 60));
      stream.write(`\r\u001b[K[${bar}] ${count} ${unit.name}, ${rate}/${unit.per}${left}`);
    },
    end: () => stream.write('\r\u001b[K'),
  };
}

function describeSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
