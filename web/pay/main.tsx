// The checkout page starts here: a shopper comes from a link or a QR code, on any phone's browser.
import '../shared/person/person.css';
import '../shared/person/approval/approval.css';
import './pay.css';
import { boot } from '../shared/boot.tsx';
import { session } from '../shared/person/client.ts';
import { signInAsAsked } from '../shared/session.ts';
import { Checkout } from './Checkout.tsx';
import { orderIdOf } from './orderId.ts';

await signInAsAsked(session);
await boot(<Checkout id={orderIdOf(window.location.pathname)} />, {
  en: () => import('./words/en.ts'),
  zh: () => import('./words/zh.ts'),
});
