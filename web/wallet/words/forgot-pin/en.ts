// What the screen for a forgotten PIN says, in English.
export default {
  row: 'Forgot payment PIN',
  title: 'Forgot PIN',
  steps: 'Three steps',
  stepOf: 'Step {{step}} of 3',
  cardTitle: 'Type the number of your card',
  cardText:
    'Your bank confirms that it is yours. It must be one of the cards that you have added here, in your own name.',
  oneOf: 'One of these:',
  asking: 'Asking the bank…',
  askingText: 'This can take a minute. You can leave this page open; it goes on by itself.',
  codeTitle: 'Enter the code',
  codeText: 'Your bank has sent a code to the phone number it has on file for the card ·· {{last4}}.',
  cardAgain: 'Type the card again',
  pinTitle: 'Choose a new PIN',
  pinText: 'Six digits that only you know.',
  doneTitle: 'Your new PIN is set',
  doneText:
    'It is good at once, on all your devices. The old one is over, and so is every payment that needed no PIN for a few minutes.',
  doneDay:
    'For a day it only pays: rules, passkeys and approvals for others wait until then, so that nobody else can use them behind your back.',
  goOn: 'Continue',
  noCardTitle: 'No card is bound here',
  noCardText: 'A new PIN can only be set with a bank card that you have added here.',
  declinedTitle: 'The bank did not agree',
  silentTitle: 'The bank does not answer',
  silentText: 'No code was sent and nothing was counted. Please try again in a few minutes.',
  overTitle: 'This was started again elsewhere',
  overText: 'Only the latest one counts. Begin anew if you still need a new PIN.',
  until: 'Possible from {{time}}.',
  helpTitle: 'Who else can help',
  helpText:
    'Ask customer service. They can end a lock, so that you can try the PIN that you remember. They cannot see your PIN or set one, and will never ask you for it.',
};
