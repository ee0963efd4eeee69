// What stands where a screen broke: a script that could not be fetched (no network, or a newer version was installed), or a
// bug. Without it the page would go blank. Money is not touched: whatever was sent before has its outcome on the server.
import { Component, type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useOnline } from '../useOnline.ts';
import { Button } from './Button.tsx';
import { Empty } from './Empty.tsx';
import { Icon } from './Icon.tsx';

type Props = { children: ReactNode };

/** React knows error boundaries as classes only. Give it the address as its key, so that going elsewhere ends it. */
export class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  const online = useOnline();
  // A browser keeps a script that failed as failed, so only a fresh page can fetch it.
  useEffect(() => {
    const reload = () => window.location.reload();
    window.addEventListener('online', reload);
    return () => window.removeEventListener('online', reload);
  }, []);
  return (
    <div className="broken" role="alert">
      <Empty title={t('broken.title')} icon={<Icon name="undo" size={40} />}>
        {t(online ? 'broken.text' : 'broken.offline')}
      </Empty>
      <Button disabled={!online} onClick={() => window.location.reload()}>
        {t('broken.reload')}
      </Button>
    </div>
  );
}
