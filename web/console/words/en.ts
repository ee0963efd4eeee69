// The words of the console page (en).
export default { pageTitle: 'Console · Bursar' };
