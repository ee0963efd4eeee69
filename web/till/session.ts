// Who stands at this till and in which shop: a member of staff's session plus the shop it acts for, or a merchant's key.
import { createContext, useContext } from 'react';
import { createApi } from '../shared/api.ts';
import { currentLanguage } from '../shared/i18n.ts';
import { createSession } from '../shared/session.ts';

export const session = createSession('staff');

const shopKey = `bursar.till.shop${window.parent !== window && window.name ? `.${window.name}` : ''}`;
let shop = localStorage.getItem(shopKey) ?? undefined;

export const rememberedShop = () => shop;

export function rememberShop(merchant: string | undefined): void {
  shop = merchant;
  if (merchant === undefined) localStorage.removeItem(shopKey);
  else localStorage.setItem(shopKey, merchant);
}

/** A merchant's secret key stands for its owner and needs no shop to be named. */
export const isMerchantKey = (token: string | undefined) => token?.startsWith('sk_') ?? false;

/** The person alone, before a shop is named: who is it, and goodbye. */
export const personApi = createApi({
  token: session.token,
  language: currentLanguage,
  onSignedOut: session.signOut,
});

/** The person for the shop. */
export const api = createApi({
  token: session.token,
  language: currentLanguage,
  onSignedOut: session.signOut,
  headers: () =>
    shop === undefined || isMerchantKey(session.token())
      ? {}
      : ({ 'Bursar-Merchant': shop } as Record<string, string>),
});

export type Shop = { id: string; name: string; role: string; currency: string };

export const ShopContext = createContext<Shop>({ id: '', name: '', role: '', currency: 'CNY' });
export const useShop = () => useContext(ShopContext);
