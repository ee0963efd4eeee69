// What the payment of a ward, or of somebody supervised, will need, in English.
export default {
  free: 'No PIN needed for this. {{name}} will get a note.',
  'own-proof': 'Your PIN is enough. {{name}} will get a note.',
  guardian: 'We will ask {{name}} to agree. The money is set aside until then.',
  supervisor:
    'It is above your free limit, so we will ask {{name}} to agree, too. The money is set aside until then.',
  supervisorAlways: 'We will ask {{name}} to agree, too. The money is set aside until then.',
  newAddress: 'This address is new, so we will ask {{name}} to agree. After that it is known.',
  refused: 'For an amount like this, choose an address that is known to {{name}}.',
  daySum: 'Together with what you spent today, it is no longer a small sum.',
  dayLarge: 'Together with what you spent today, it is a large sum.',
};
