/**
 * Text that PostgreSQL cannot keep as it came: the character NUL, and one half of a surrogate pair (RFC 8259, 8.2). Refused
 * at the door: in a batch it would make all that are decided with it wait for their turn again.
 */

/** What may stand for such text in JSON. Anything else in a body is UTF-8, or refused before. */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/;
const HALF_OR_NUL = /\p{Surrogate}|\0/u;

/** `value`: what the body says. Only a body with suspect escapes is looked through. */
export function isStorable(body: string, value: unknown): boolean {
  if (!SUSPECT.test(body)) return true;
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string' && HALF_OR_NUL.test(one)) return false;
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, part] of Object.entries(one)) left.push(name, part);
  }
  return true;
}

export const hasNul = (url: string): boolean => url.includes('%00');
