import { create } from 'zustand';

const ASK_AGAIN_MS = 30_000;

/**
 * Addresses of pictures that did not load: while a shop is down, a grid does not ask again for each row it draws.
 * They are all asked once more after a while, and as soon as a store answers again.
 */
const useFailedPictures = create<{ readonly addresses: ReadonlySet<string> }>()(() => ({ addresses: new Set() }));

export function usePictureFailed(src: string | null): boolean {
  return useFailedPictures(({ addresses }) => src !== null && addresses.has(src));
}

export function pictureFailed(src: string): void {
  const { addresses } = useFailedPictures.getState();
  if (addresses.size === 0) setTimeout(askPicturesAgain, ASK_AGAIN_MS);
  useFailedPictures.setState({ addresses: new Set([...addresses, src]) });
}

export function askPicturesAgain(): void {
  if (useFailedPictures.getState().addresses.size > 0) useFailedPictures.setState({ addresses: new Set() });
}

if (typeof window !== 'undefined') window.addEventListener('online', askPicturesAgain);
