// Reads a QR code with the camera where the browser has a BarcodeDetector; elsewhere the link is pasted.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../shared/components/Button.tsx';

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = new (options: { formats: string[] }) => Detector;

function detectorClass(): DetectorClass | undefined {
  return (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
}

export function canScan(): boolean {
  return detectorClass() !== undefined && navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Calls `onText` for each code it sees until that returns true. The camera is released on leaving. */
export function Scanner(props: { onText: (text: string) => boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  const { onText } = props;

  useEffect(() => {
    const Detector = detectorClass();
    if (!Detector) return;
    const detector = new Detector({ formats: ['qr_code'] });
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;

    async function look(): Promise<void> {
      if (stopped || !video.current) return;
      const codes = await detector.detect(video.current).catch(() => []);
      if (codes.some(({ rawValue }) => onText(rawValue))) return;
      timer = setTimeout(() => void look(), 200);
    }

    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async (opened) => {
        stream = opened;
        if (stopped || !video.current) return release();
        video.current.srcObject = opened;
        await video.current.play();
        void look();
      })
      .catch(() => setRefused(true));

    function release() {
      for (const track of stream?.getTracks() ?? []) track.stop();
    }
    return () => {
      stopped = true;
      clearTimeout(timer);
      release();
    };
  }, [onText]);

  return (
    <div className="stack">
      {refused ? (
        <p role="alert">{t('pay.noCamera')}</p>
      ) : (
        <video ref={video} className="scanner" muted playsInline aria-label={t('pay.scan')} />
      )}
      <Button kind="quiet" block onClick={props.onClose}>
        {t('action.cancel')}
      </Button>
    </div>
  );
}
