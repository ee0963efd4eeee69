// One of the town's two phones. Whoever holds it is chosen above it; each holder is signed in by himself.
import { useTranslation } from 'react-i18next';
import type { DemoPerson } from './credentials.ts';
import { Device } from './Device.tsx';
import { Banner, type Delivered } from './Messages.tsx';

/** "Ana Lin" -> "ana": names the frame and the holder. */
export const slugOf = (person: DemoPerson): string => (person.name.split(' ')[0] ?? '').toLowerCase();

export function Phone(props: {
  place: 'ana' | 'bo';
  people: readonly DemoPerson[];
  holder: string;
  /** Held in the other phone: nobody is in two places. */
  elsewhere: string;
  start: string;
  delivered: Delivered;
  onChoose: (slug: string) => void;
}) {
  const { t } = useTranslation();
  const person = props.people.find((one) => slugOf(one) === props.holder);
  if (!person) return null;
  return (
    <Device
      key={props.holder}
      name={props.holder}
      place={props.place}
      kind="phone"
      title={
        <select
          className="device-holder"
          aria-label={t('place.holder')}
          value={props.holder}
          onChange={({ target }) => props.onChoose(target.value)}
        >
          {props.people.map((one) => (
            <option key={one.id} value={slugOf(one)} disabled={slugOf(one) === props.elsewhere}>
              {t(`holder.${slugOf(one)}`, { name: one.name, defaultValue: one.name })}
            </option>
          ))}
        </select>
      }
      start={props.start}
      home="/wallet"
      width={375}
    >
      <Banner phone={person.phone} delivered={props.delivered} />
    </Device>
  );
}
