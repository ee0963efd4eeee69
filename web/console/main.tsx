// The console page starts here.
import { boot } from '../shared/boot.tsx';
import { signInAsAsked } from '../shared/session.ts';
import { ConsoleApp } from './ConsoleApp.tsx';
import { session } from './session.ts';
import '../shared/person/approval/approval.css';
import './console.css';

void signInAsAsked(session).then(() =>
  boot(<ConsoleApp />, {
    en: () => import('./words/en.ts'),
    zh: () => import('./words/zh.ts'),
  }),
);
