// The town: the demo's front page.
import { boot } from '../shared/boot.tsx';
import { Town } from './Town.tsx';
import './town.css';

void boot(<Town />, {
  en: () => import('./words/en.ts'),
  zh: () => import('./words/zh.ts'),
});
