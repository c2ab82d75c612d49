// Why a net cannot be trained further: the one rule of the trainer, and of the editor, which refuses before it asks anything.
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
      ? `${layers} layers`
      : !isOfBytes
        ? "an alphabet of its own"
        : isRelu
          ? "a ReLU net"
          : null;
  if (found === null) return null;
  return `${shortPath(name)}: ${found}; expected one layer of tanh, GRU or LSTM over the 256 bytes, which is what can be trained`;
}
