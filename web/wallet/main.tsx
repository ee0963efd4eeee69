// The wallet starts here: theme and words, a demo sign-in when the address asks for one, then the screens.
import '../shared/person/person.css';
import '../shared/person/approval/approval.css';
import './wallet.css';
import { boot } from '../shared/boot.tsx';
import { session } from '../shared/person/client.ts';
import { signInAsAsked } from '../shared/session.ts';
import { Wallet } from './Wallet.tsx';

await signInAsAsked(session);
await boot(<Wallet />, {
  en: () => import('./words/en.ts'),
  zh: () => import('./words/zh.ts'),
});
