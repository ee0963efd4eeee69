/** Instruments: what one can pay with. Balance and bound cards now; each kind is shown as a payment mode. */
import { defineRefusals } from '../../kernel/refusal.ts';
import { migrationFile } from '../database/index.ts';

export {
  attemptMark,
  type Card,
  type CardMark,
  type CardState,
  cardMachine,
  cardMarks,
  cards,
  isPayable,
  ownerMark,
  payableCard,
} from './cards.ts';
export { cardsOf, displayOfCard, type Mode, type ModeDisplay, modesFor } from './modes.ts';

export const instrumentsMigrations = [
  migrationFile('instruments/001', new URL('./schema.sql', import.meta.url)),
];

export const instrumentRefusals = defineRefusals({
  INSTRUMENT_UNUSABLE: {
    status: 422,
    text: 'This card is not bound, or not any more. Choose or bind another.',
  },
});
