// The way to the screen for a forgotten PIN, and back to where the PIN was asked for. Pure.

const SCREEN = '/wallet/settings/forgot-pin';

/** @param from the page that asked: path and query. */
export function addressOfForgotPin(from: string): string {
  return `${SCREEN}?back=${encodeURIComponent(from)}`;
}

/** Where to go on: a page of the wallet or of the checkout and nothing else, whatever stands in the address. */
export function wayBack(back: string | null): { page: 'wallet' | 'pay'; path: string } {
  const match = /^\/(wallet|pay)((?:\/[\w-]+)*)\/?(\?[\w=&%.-]*)?$/.exec(back ?? '');
  const [, page, path = '', query = ''] = match ?? [];
  if (page === 'pay' && path !== '') return { page, path: `/pay${path}${query}` };
  return { page: 'wallet', path: match ? `${path || '/'}${query}` : '/settings' };
}
