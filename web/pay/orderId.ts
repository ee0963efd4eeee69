// The order that this page shows: /pay/<order id>.

export function orderIdOf(path: string): string | undefined {
  return /^\/pay\/([a-z]+_[0-9a-z]{10,40})\/?$/.exec(path)?.[1];
}
