// The words of the wallet page (en).
export default { pageTitle: 'Wallet · Bursar' };
