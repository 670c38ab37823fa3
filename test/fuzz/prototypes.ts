/** What every program relies on and a request could have changed. */

const BUILT_INS: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Function.prototype,
  Map.prototype,
  Promise.prototype,
  Object,
  JSON,
];

type Shape = readonly (readonly [PropertyKey, unknown])[];

function shapeOf(object: object): Shape {
  return Reflect.ownKeys(object).map((key) => {
    const property = Object.getOwnPropertyDescriptor(object, key);
    return [key, property?.value ?? property?.get] as const;
  });
}

/** Remembers what they are now; the returned function tells whether they still are. */
export function watchPrototypes(): () => boolean {
  const before = BUILT_INS.map(shapeOf);
  return () =>
    BUILT_INS.every((object, index) => {
      const now = shapeOf(object);
      const then = before[index] ?? [];
      return (
        now.length === then.length &&
        now.every(([key, value], at) => then[at]?.[0] === key && then[at]?.[1] === value)
      );
    });
}
