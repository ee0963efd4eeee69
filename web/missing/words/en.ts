// The words of the page for addresses where nothing is, in English.
export default {
  pageTitle: 'Not here · Bursar',
  missing: {
    title: 'There is no page here',
    text: 'Please look at the address again: a letter may be wrong, or the page has moved. Your money is where it was.',
    home: 'Go to the start page',
    doors: 'Other doors',
    wallet: 'Wallet',
    till: 'Till',
    console: 'Console',
  },
};
