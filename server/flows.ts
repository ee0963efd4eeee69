/** Every flow of the platform. Adding one adds its folder and edits two lines here. */

import { checkoutFlow } from './flows/checkout/index.ts';
import { transferFlow } from './flows/transfer/index.ts';
import type { Flow } from './mechanisms/flow/index.ts';

export const flows: readonly Flow[] = [checkoutFlow, transferFlow];
