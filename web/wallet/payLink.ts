// What a shopper pastes or scans: a pay link, the bare id of an order, or a whole message with one of them. Pure.

/** Messages are longer than links; what comes later is not read. */
export const maxPasted = 2_000;

/**
 * The first order's id in the text, or undefined when there is none; an id is never a part of a longer word. Links of other
 * sites are taken for their id only.
 */
export function orderIdIn(text: string): string | undefined {
  const plain = text.slice(0, maxPasted).normalize('NFKC');
  const match = /(?:^|[^\w-])(ord(?:er)?_[0-9a-z]{10,40})(?!-?\w)/.exec(plain);
  return match?.[1];
}
