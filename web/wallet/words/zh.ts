// The words of the wallet page (zh).
export default { pageTitle: 'Wallet · Bursar' };
