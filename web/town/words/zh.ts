// The words of the town page (zh).
export default { pageTitle: 'Town · Bursar' };
