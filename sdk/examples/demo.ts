/** What the demo tells a newcomer: keys and tokens of its seeded shops and people. Not there in production. */
export type Demo = {
  readonly merchants: readonly { readonly name: string; readonly secretKey: string }[];
  readonly people: readonly { readonly name: string; readonly token: string; readonly pin: string }[];
};

export async function demoOf(
  url: string,
): Promise<{ shop: Demo['merchants'][number]; person: Demo['people'][number] }> {
  const response = await fetch(`${url}/demo/credentials`);
  if (!response.ok) throw new Error(`no demo runs at ${url}`);
  const { merchants, people } = (await response.json()) as Demo;
  const [shop] = merchants;
  const [person] = people;
  if (!shop || !person) throw new Error('the demo has not been seeded yet');
  return { shop, person };
}
