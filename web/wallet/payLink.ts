// What a shopper pastes or scans: a pay link, or the bare id of an order. Pure.

/** The order's id, or undefined when there is none in the text. Links of other sites are taken for their id only. */
export function orderIdIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim();
  const match = /(?:^|\/pay\/)(ord(?:er)?_[0-9a-z]{10,40})(?:$|[/?#\s])/.exec(plain);
  return match?.[1];
}
