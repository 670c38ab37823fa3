import { PlatformError } from '../http/platform-error.ts';
import type { World } from '../world.ts';

/** Lets the effect happen after the delay; a refusal that comes so late reaches nobody. */
export function after(world: World, delayMs: number, effect: () => void): void {
  if (delayMs === 0) {
    effect();
    return;
  }
  world.organisation.schedule.add(world.now() + delayMs, () => {
    try {
      effect();
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
    }
  });
}

/** The effect of an operation that answers before it is done, which is what a 202 says. */
export function finishLater(world: World, effect: () => void): void {
  after(world, world.behaviour.amount('asyncDelayMs'), effect);
}
