// The words of the pay page (zh).
export default { pageTitle: 'Pay · Bursar' };
