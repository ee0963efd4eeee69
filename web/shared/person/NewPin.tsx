// A new PIN, typed twice. Weak ones are refused by the server; here only the two entries are compared.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PinPad } from '../components/PinPad.tsx';

/** `onBegin`: the first entry is there; what was said about an earlier PIN is over. */
export function NewPin(props: { busy: boolean; onPin: (pin: string) => void; onBegin?: () => void }) {
  const { t } = useTranslation();
  const [first, setFirst] = useState<string>();
  const [misses, setMisses] = useState(0);

  function take(pin: string) {
    if (first === undefined) {
      props.onBegin?.();
      return setFirst(pin);
    }
    setFirst(undefined);
    if (pin === first) props.onPin(pin);
    else setMisses(misses + 1);
  }

  const words = first === undefined ? (misses > 0 ? 'newPin.differs' : 'newPin.first') : 'newPin.again';
  return (
    <div className="stack">
      <p className="centred" aria-live="polite">
        {t(words)}
      </p>
      <PinPad key={first === undefined ? 'first' : 'again'} onPin={take} busy={props.busy} attempt={misses} />
    </div>
  );
}
