// The words of the pay page (en).
export default { pageTitle: 'Pay · Bursar' };
