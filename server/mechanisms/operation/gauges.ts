/** Numbers that other parts report to operation without operation knowing them. */

type Read = () => Promise<number> | number;
const reported = new WeakMap<object, Map<string, Read>>();

/** Names a number of a part, e.g. `unmapped`; it is read when somebody looks. */
export function reportGauge(ground: object, name: string, read: Read): void {
  const gauges = reported.get(ground) ?? new Map<string, Read>();
  gauges.set(name, read);
  reported.set(ground, gauges);
}

/** All reported numbers; one that cannot be read now is left out. */
export async function readGauges(ground: object): Promise<Record<string, number>> {
  const read = await Promise.all(
    [...(reported.get(ground) ?? [])].map(async ([name, of]) => {
      try {
        return [name, await of()] as const;
      } catch {
        return null;
      }
    }),
  );
  return Object.fromEntries(read.filter((one) => one !== null));
}
