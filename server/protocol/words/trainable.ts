// Why a net cannot be trained further: the one rule of the trainer, and of the editor, which refuses before it asks anything.
import { l10n } from "./l10n";
import { shortPath } from "./shortened";

interface Net {
  readonly layers: number;
  /** Over the 256 bytes. */
  readonly isOfBytes: boolean;
  readonly isRelu: boolean;
}

/** Null if it can be trained. @param name of the model */
export function untrainable({ layers, isOfBytes, isRelu }: Net, name: string): string | null {
  const found =
    layers > 1
      ? l10n`${layers} layers`
      : !isOfBytes
        ? l10n`an alphabet of its own`
        : isRelu
          ? l10n`a ReLU net`
          : null;
  if (found === null) return null;
  return l10n`${shortPath(name)}: ${found}; expected one layer of tanh, GRU or LSTM over the 256 bytes, which is what can be trained`;
}
