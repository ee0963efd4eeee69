// The till page starts here.
import { boot } from '../shared/boot.tsx';
import { signInAsAsked } from '../shared/session.ts';
import { session } from './session.ts';
import { TillApp } from './TillApp.tsx';
import './till.css';

await signInAsAsked(session);
void boot(<TillApp />, {
  en: () => import('./words/en.ts'),
  zh: () => import('./words/zh.ts'),
});
