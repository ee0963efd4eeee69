// Runs in the browser while no page of the wallet is open: shows the notices that the server pushes, and opens what they
// are about. It keeps nothing, answers no requests and opens addresses of the wallet only.

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('push', (event) => {
  const { title, body, lang, challenge } = read(event.data);
  event.waitUntil(
    registration.showNotification(title, {
      body,
      lang,
      // A second message about the same thing takes the place of the first.
      tag: challenge ?? 'bursar',
      renotify: true,
      icon: '/wallet/icon.png',
      badge: '/wallet/icon.png',
      data: { path: challenge ? `/wallet/approvals/${challenge}` : '/wallet' },
    }),
  );
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? '/wallet'));
});

/** A push must always show something, also one that we cannot read. */
function read(data) {
  const plain = { title: 'Bursar', body: '', lang: 'en', challenge: null };
  try {
    const { title, body, lang, challenge } = data.json();
    const isChallenge = typeof challenge === 'string' && /^challenge_[0-9a-z]{26}$/.test(challenge);
    return {
      title: typeof title === 'string' && title !== '' ? title : plain.title,
      body: typeof body === 'string' ? body : plain.body,
      lang: lang === 'zh' ? 'zh' : 'en',
      challenge: isChallenge ? challenge : null,
    };
  } catch {
    return plain;
  }
}

async function open(path) {
  const windows = await clients.matchAll({ type: 'window' });
  const wallet = windows.find(({ url }) => /^\/wallet(\/|$)/.test(new URL(url).pathname));
  if (!wallet) return clients.openWindow(path);
  await wallet.focus();
  return wallet.navigate(path);
}
