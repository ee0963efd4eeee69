/** What may be shown of names, numbers and phones (R12). Pure. */

/** `Ana Lin` -> `A** L**`; `王小明` -> `王**`: the first sign of each word, and nothing about its length. */
export function maskName(name: string): string {
  return name
    .trim()
    .split(/\s+/)
    .slice(0, 4)
    .map((word) => `${[...word][0] ?? ''}**`)
    .join(' ');
}

/** What others may see of somebody before money has come to him: of his real name when he has given one. */
export function shownName(realNameMask: string | undefined, name: string | undefined): string {
  return realNameMask ?? maskName(name ?? '');
}

/** The last four, whatever the length: `110101199003077315` -> `****7315`. */
export function maskIdNumber(idNumber: string): string {
  return `****${idNumber.slice(-4)}`;
}

/** `+8613800000001` -> `+86******01`. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}******${phone.slice(-2)}`;
}

/** One form of a real name and of an ID number, so that the same person compares equal. */
export function normalName(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ');
}
export function normalIdNumber(idNumber: string): string {
  return idNumber.normalize('NFKC').toUpperCase();
}
