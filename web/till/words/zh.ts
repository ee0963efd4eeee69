// The words of the till page (zh).
export default { pageTitle: 'Till · Bursar' };
