/** A payment above its person's security level waits for a yes on another device of that person. */
import { migrationFile } from '../../mechanisms/database/index.ts';
import { defineFlow } from '../../mechanisms/flow/index.ts';
import { looseningApproval } from './commands.ts';
import { SECOND_DEVICE } from './contract.ts';
import { secondDeviceVoiceRoutes } from './routes.ts';
import { secondDeviceRule } from './rules.ts';

export const secondDeviceVoiceFlow = defineFlow({
  slug: 'second-device-voice',
  migrations: [migrationFile('second-device-voice/001', new URL('./schema.sql', import.meta.url))],
  rules: [secondDeviceRule],
  build(ground) {
    ground.challenges.onEnd(SECOND_DEVICE, looseningApproval);
    return { routes: secondDeviceVoiceRoutes(ground) };
  },
});
