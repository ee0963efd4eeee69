// Messages about one thing go to an endpoint one after the other: the first that has not arrived holds those behind it.

type Message = { id: string; endpoint: string; object: string; state: string };

/** The ids of those that wait for an earlier one and not for their own next attempt. Newest first, as the server lists them. */
export function waitingBehind(deliveries: readonly Message[]): ReadonlySet<string> {
  const heads = new Set<string>();
  const behind = new Set<string>();
  for (const { id, endpoint, object, state } of [...deliveries].reverse()) {
    if (state !== 'pending') continue;
    const line = `${endpoint} ${object}`;
    if (heads.has(line)) behind.add(id);
    else heads.add(line);
  }
  return behind;
}
