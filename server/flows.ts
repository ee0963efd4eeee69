/** Every flow of the platform. Adding one adds its folder and edits two lines here: its import and its place in the list. */
import { accountsFlow } from './flows/accounts/index.ts';
import { bindCardFlow } from './flows/bind-card/index.ts';
import { checkoutFlow } from './flows/checkout/index.ts';
import { errorPromptsFlow } from './flows/error-prompts/index.ts';
import { forgottenPinFlow } from './flows/forgotten-pin/index.ts';
import { guardianFlow } from './flows/guardian/index.ts';
import { pendingDebitFlow } from './flows/pending-debit/index.ts';
import { secondDeviceVoiceFlow } from './flows/second-device-voice/index.ts';
import { supervisorFlow } from './flows/supervisor/index.ts';
import { topUpFlow } from './flows/top-up/index.ts';
import { transferFlow } from './flows/transfer/index.ts';
import { withdrawalFlow } from './flows/withdrawal/index.ts';
import type { Flow } from './mechanisms/flow/index.ts';

export const flows: readonly Flow[] = [
  accountsFlow,
  bindCardFlow,
  checkoutFlow,
  errorPromptsFlow,
  forgottenPinFlow,
  guardianFlow,
  pendingDebitFlow,
  secondDeviceVoiceFlow,
  supervisorFlow,
  topUpFlow,
  transferFlow,
  withdrawalFlow,
];
