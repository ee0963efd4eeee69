// What a browser is shown at an address where nothing is.
import { boot } from '../shared/boot.tsx';
import { Missing } from './Missing.tsx';

void boot(<Missing />, { en: () => import('./words/en.ts'), zh: () => import('./words/zh.ts') });
