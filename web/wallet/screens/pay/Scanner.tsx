// Reads a QR code with the camera: by the browser's own BarcodeDetector, or by a library where there is none (iPhones,
// most desktops). Where there is no camera the link is pasted.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../shared/components/Button.tsx';

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats?(): Promise<string[]>;
};

/** The longer side of what the library looks at: a code that fills a third of it has modules of five pixels. */
const mostPixels = 640;

export function canScan(): boolean {
  return navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Some browsers have the class and no codes that it knows. */
async function createDetector(): Promise<Detector> {
  const Native = (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  const formats = await Native?.getSupportedFormats?.().catch((): string[] => []);
  if (Native && formats?.includes('qr_code')) return new Native({ formats: ['qr_code'] });
  const { readQr } = await import('../../qr/index.ts');
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  return {
    async detect(video) {
      const scale = Math.min(1, mostPixels / Math.max(video.videoWidth, video.videoHeight, 1));
      const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.round(side * scale));
      if (!pen || !width || !height) return [];
      [pen.canvas.width, pen.canvas.height] = [width, height];
      pen.drawImage(video, 0, 0, width, height);
      const rawValue = readQr(pen.getImageData(0, 0, width, height));
      return rawValue === undefined ? [] : [{ rawValue }];
    },
  };
}

/** Calls `onText` for each code it sees until that returns true. The camera is released on leaving. */
export function Scanner(props: { onText: (text: string) => boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [refused, setRefused] = useState(false);
  const { onText } = props;

  useEffect(() => {
    const loading = createDetector();
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;

    async function look(): Promise<void> {
      const detector = await loading;
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
