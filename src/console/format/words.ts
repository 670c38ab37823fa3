/** Names of the API as words: lockingOut becomes "locking out". */
export function toWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
}

export function toTitle(name: string): string {
  const words = toWords(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** The beginning of a UUID tells two of them apart in a list; whatever else is an id stays whole. */
export function shortenId(id: string): string {
  return UUID.test(id) ? `${id.slice(0, 8)}…` : id;
}

/** 1 person, 2 people */
export function count(number: number, one: string, many: string): string {
  return `${formatNumber(number)} ${number === 1 ? one : many}`;
}

const numbers = new Intl.NumberFormat();

export function formatNumber(number: number): string {
  return numbers.format(number);
}

const shares = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** 0.995 is 99.5%. */
export function formatShare(share: number): string {
  return shares.format(share);
}
