import { type Evidence, SWITCHES, type Switch } from './switches.ts';

type Switches = typeof SWITCHES;
type SwitchName = keyof Switches;
type ValueOf<K extends SwitchName> = Switches[K] extends Switch<boolean> ? boolean : number;

export interface DescribedSwitch {
  readonly value: boolean | number;
  readonly default: boolean | number;
  readonly meaning: string;
  readonly facts: string;
  readonly evidence: Evidence;
}

const NAMES = Object.keys(SWITCHES).filter(isSwitchName);

function isSwitchName(name: string): name is SwitchName {
  return Object.hasOwn(SWITCHES, name);
}

/** The switches and their values in force. */
export class Behaviour {
  readonly #values = new Map<SwitchName, boolean | number>();

  isOn(name: { [K in SwitchName]: ValueOf<K> extends boolean ? K : never }[SwitchName]): boolean {
    return this.#value(name) === true;
  }

  amount(name: { [K in SwitchName]: ValueOf<K> extends number ? K : never }[SwitchName]): number {
    return Number(this.#value(name));
  }

  /** True, and one less from now on, while the number is above zero. */
  takeOne(name: { [K in SwitchName]: ValueOf<K> extends number ? K : never }[SwitchName]): boolean {
    const left = this.amount(name);
    if (left <= 0) return false;
    this.#values.set(name, left - 1);
    return true;
  }

  /** Sets the switches of a JSON object and leaves the others; returns what is wrong with it, if anything. */
  change(wanted: Readonly<Record<string, unknown>>): string | undefined {
    const accepted: [SwitchName, boolean | number][] = [];
    for (const [name, value] of Object.entries(wanted)) {
      if (!isSwitchName(name)) return `Unknown switch '${name}'. Known: ${NAMES.join(', ')}.`;
      const problem = checkValue(name, value);
      if (problem !== undefined) return problem;
      if (typeof value === 'boolean' || typeof value === 'number') accepted.push([name, value]);
    }
    for (const [name, value] of accepted) this.#values.set(name, value);
    return undefined;
  }

  describe(): Record<string, DescribedSwitch> {
    return Object.fromEntries(NAMES.map((name) => [name, { value: this.#value(name), ...SWITCHES[name] }]));
  }

  #value(name: SwitchName): boolean | number {
    return this.#values.get(name) ?? SWITCHES[name].default;
  }
}

function checkValue(name: SwitchName, value: unknown): string | undefined {
  if (typeof SWITCHES[name].default === 'boolean') {
    return typeof value === 'boolean' ? undefined : `Switch '${name}' must be true or false.`;
  }
  const fits = typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return fits ? undefined : `Switch '${name}' must be a number that is not negative.`;
}
