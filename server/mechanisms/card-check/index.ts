/**
 * A card is typed, and the bank says whose it is: it looks at the details and sends a code to the phone that it has
 * reserved for the card; the right code proves that its holder is here. Binding a card and setting a forgotten PIN anew
 * both stand on this. It decides nothing: what a proven card is good for is the flow's own.
 *
 * How a flow uses it:
 * 1. In its route: `const typed = await takeCard(ground.vault, body)`; marks go into the command, `typed.ref` into `found`.
 * 2. In its task: `askForCode(ground, { reference, details })`; the answer is a new command.
 * 3. For a code: a command asks whether it may be tried, `confirmCode(...)` asks the bank, a last command judges, and counts
 *    with `refuseCode` (R13).
 */
export { askForCode, CARD_DETAILS, type CodeSent, codeMark, confirmCode, takeCard } from './bank-steps.ts';
export {
  CardCode,
  cardCheckRefusals,
  type TypedCard,
  typedCardFields,
} from './contract.ts';
export { brandOf, CODE_ATTEMPTS, CODE_LIFE_MS, faultOf, passesLuhn, refuseCode } from './rules.ts';
