// What an export says of itself (protocol/wire/provenance.ts). It names no file and no folder: a text and a model are known
// by their hashes, so that a copy under another name gives the same bytes.
import { version } from "../../package.json";
import type { BackendName } from "../kernels/interface";
import { ALPHABETS } from "../protocol/vocabulary/alphabets";
import { EXPORT_ENDINGS, type ExportFormat } from "../protocol/vocabulary/exports";
import { modelAddress } from "../protocol/wire/modelAddress";
import type { ModelProvenance, OptionsJson, Provenance } from "../protocol/wire/provenance";
import type { Net, TextSubject } from "./subject";

/**
 * Of all exports whose backend is not chosen: its instructions give the same bits on every machine, as relaxed SIMD does not,
 * and it needs no function of the engine, as the reference does.
 */
export const EXPORT_BACKEND = "simd" satisfies BackendName;

export interface Origin {
  /** Of the command line. */
  readonly command: string;
  readonly options: OptionsJson;
  readonly text: TextSubject;
  readonly model: Net | undefined;
  /** Null without a model. */
  readonly backend: BackendName | null;
}

export function provenanceOf(origin: Origin, format: ExportFormat): Provenance {
  const { options, text, model, backend } = origin;
  return {
    tool: "sparse-differentiation",
    version,
    command: commandOf(origin, format),
    text: { bytes: text.bytes.length, sha256: text.sha256 },
    model: model ? modelProvenance(model) : null,
    settings: options,
    backend,
  };
}

/** As comment lines: the path of each value in the JSON, and the value. */
export function provenanceLines(provenance: Provenance): string[] {
  const lines: string[] = [];
  const add = (path: string, value: unknown) => {
    if (typeof value !== "object" || value === null)
      lines.push(`${path}: ${JSON.stringify(value)}`);
    else for (const [key, one] of Object.entries(value)) add(path ? `${path}.${key}` : key, one);
  };
  add("", provenance);
  return lines;
}

function modelProvenance({ sha256, name, net, weights }: Net): ModelProvenance {
  const { cell, layers, nonlinearity, alphabet } = net;
  const { prefix } = modelAddress(name);
  return {
    sha256,
    ...(prefix === undefined ? {} : { prefix }),
    cell,
    ...(nonlinearity === null ? {} : { nonlinearity }),
    layers,
    hiddenSize: weights.H,
    alphabet: alphabet.characters?.join("") ?? null,
  };
}

function commandOf({ command, options, model, backend }: Origin, format: ExportFormat): string {
  const all: OptionsJson = {
    ...(model ? { model: "MODEL", ...netOptions(model) } : {}),
    ...options,
    ...(backend === null ? {} : { backend }),
    export: `FILE${EXPORT_ENDINGS[format.kind]}`,
    ...(format.kind === "csv" ? { table: format.table } : {}),
  };
  const words = Object.entries(all).map(([name, value]) =>
    value === true ? `--${name}` : `--${name} ${inShell(String(value))}`,
  );
  return ["sparse-diff", command, "TEXT", ...words].join(" ");
}

/** What a person has to say of a net that its file may leave open. */
function netOptions({ name, net }: Net): OptionsJson {
  const { nonlinearity, alphabet } = net;
  const { prefix } = modelAddress(name);
  const characters = alphabet.characters?.join("");
  const known = Object.entries(ALPHABETS).find(([, one]) => one.characters === characters)?.[0];
  const isSaid = characters === undefined || alphabet.source.startsWith("metadata ");
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(isSaid ? {} : { alphabet: known ?? "ALPHABET" }),
    ...(nonlinearity === "relu" ? { nonlinearity } : {}),
  };
}

/** A word of a command in a shell. */
function inShell(word: string): string {
  return /^[\w.:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
