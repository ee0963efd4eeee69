// Times on screen, in the person's language and time zone.

const locale = (language: string) => (language === 'zh' ? 'zh-CN' : 'en-GB');

/** "14:05", and "00:05" five minutes after midnight, whatever the browser's own habits are. */
export function clockTime(at: string, language: string, style: 'short' | 'medium' = 'short'): string {
  return new Intl.DateTimeFormat(locale(language), {
    hour: '2-digit',
    minute: '2-digit',
    ...(style === 'medium' ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** "14:05" today, "yesterday 14:05"/"昨天 14:05", "tomorrow 00:04", else a date. */
export function shortTime(at: string, language: string, now: Date = new Date()): string {
  const time = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  const clock = clockTime(at, language);
  if (days === 0) return clock;
  if (days === 1 || days === -1)
    return `${new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' }).format(-days, 'day')} ${clock}`;
  const sameYear = time.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale(language), {
    month: 'short',
    day: 'numeric',
    ...(sameYear ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : { year: 'numeric' }),
  }).format(time);
}

export function fullTime(at: string, language: string): string {
  return new Intl.DateTimeFormat(locale(language), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(new Date(at));
}

/** "Today", "Yesterday", "3 March": the heading of a day in a list. */
export function dayHeading(at: string, language: string, now: Date = new Date()): string {
  const time = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (days === 0 || days === 1) {
    const words = new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' }).format(-days, 'day');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
  return new Intl.DateTimeFormat(locale(language), {
    day: 'numeric',
    month: 'long',
    ...(time.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
  }).format(time);
}

/** What is left until a moment: "29:58", "1:02:03", or "0:00" when it has passed. */
export function remaining(until: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((Date.parse(until) - nowMs) / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
