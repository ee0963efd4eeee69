// The wallet page starts here.

import { boot } from '../shared/boot.tsx';
import { AppFrame, Brand } from '../shared/components/AppFrame.tsx';

void boot(
  <AppFrame>
    <Brand />
  </AppFrame>,
  {
    en: () => import('./words/en.ts'),
    zh: () => import('./words/zh.ts'),
  },
);
