// Phone numbers as people type them, turned into E.164. Pure.

/** "138 0000 0001" -> "+8613800000001"; "+49 30 1234567" stays abroad. Undefined while it is no number yet. */
export function readPhone(typed: string, countryCode = '+86'): string | undefined {
  const plain = typed.normalize('NFKC').replace(/[\s()\-.]/g, '');
  const full = plain.startsWith('+')
    ? plain
    : plain.startsWith('00')
      ? `+${plain.slice(2)}`
      : `${countryCode}${plain.replace(/^0/, '')}`;
  if (!/^\+[1-9]\d{6,14}$/.test(full)) return undefined;
  if (full.startsWith('+86') && !/^\+861\d{10}$/.test(full)) return undefined;
  return full;
}

/** "+8613800000001" -> "+86 138 0000 0001". */
export function showPhone(phone: string): string {
  const china = /^\+86(\d{3})(\d{4})(\d{4})$/.exec(phone);
  return china ? `+86 ${china[1]} ${china[2]} ${china[3]}` : phone;
}

/** "iPhone · Safari": a name for this device that its owner will know again. */
export function deviceName(userAgent: string): string {
  const device =
    /iPhone|iPad|Android|Macintosh|Windows|Linux/.exec(userAgent)?.[0]?.replace('Macintosh', 'Mac') ??
    'Browser';
  const browser = /MicroMessenger|Edg|Firefox|Chrome|Safari/.exec(userAgent)?.[0];
  const names: Record<string, string> = { MicroMessenger: 'WeChat', Edg: 'Edge' };
  return browser ? `${device} · ${names[browser] ?? browser}` : device;
}
