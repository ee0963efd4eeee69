// The words of the console page (zh).
export default { pageTitle: 'Console · Bursar' };
