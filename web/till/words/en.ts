// The words of the till page (en).
export default { pageTitle: 'Till · Bursar' };
