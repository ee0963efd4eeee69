// The words of the town page (en).
export default { pageTitle: 'Town · Bursar' };
