// Export...: what is known of the text or of a place in it, as a file that the server writes; asks what, in which format and
// where. The command line writes the same bytes (docs/export.md).
import * as vscode from "vscode";
import {
  EXPORT_ENDINGS,
  type ExportFormat,
  TABLES,
  type TableName,
  tablesOf,
} from "../../../server/protocol/vocabulary/exports";
import { PATTERNS } from "../../../server/protocol/vocabulary/patterns";
import { REPORT } from "../../../server/protocol/vocabulary/report";
import { type ExportSubject, exportRequest } from "../../../server/protocol/wire/export";
import { l10n } from "../../../server/protocol/words/l10n";
import { neuronName } from "../../../server/protocol/words/neuronNames";
import { several } from "../../../server/protocol/words/numbers";
import { askAnyNeuron, netAtHand } from "../../host/askNeuron";
import type { Commands } from "../../host/commands";
import { editorOf, nameOf } from "../../host/editors";
import { fileAddress, lastPart } from "../../host/fileAddress";
import { pick } from "../../host/notices";
import { describePin } from "../../host/pinWords";
import { besideText, tellSaved } from "../../host/savedFiles";
import { readyFile } from "../../host/switchedOn";
import { type Traces, wideSettings } from "../../host/traces";
import { answered, CannotRun, textChanged } from "../../state/cannotRun";
import { type Focus, focusAt, focusOfPin, focusOn, placeOf, wideTargetOf } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { linkTarget } from "../../state/links";
import type { Traced } from "../../state/onScreen";
import { netOf } from "../../state/phases";
import type { Pins } from "../../state/pins";
import { thresholdOf } from "../../state/settings";
import { type MeasureParts, offIn } from "./commands";
import type { PatternAnalyses } from "./patterns";

export interface ExportParts extends MeasureParts {
  readonly traces: Traces;
  readonly pins: Pins;
  readonly patterns: PatternAnalyses;
  /** The user's folder, on a machine that has one. */
  readonly home: vscode.Uri | undefined;
}

/** What is exported. */
interface Chosen {
  readonly subject: ExportSubject;
  /** In a sentence: the trace at t = 28. */
  readonly words: string;
  /** In the name of the file: t28.trace. */
  readonly name: string;
  /** The usual one first. */
  readonly tables: readonly TableName[];
}

interface Row extends vscode.QuickPickItem {
  /** Undefined if the user was asked more and dismissed it. */
  readonly choose: () => Promise<Chosen | undefined> | Chosen;
}

export function exportCommands(parts: ExportParts): Commands {
  return {
    [COMMANDS.export]: async (argument) => {
      const link = linkTarget(argument);
      const editor = editorOf(link);
      const { document } = editor;
      if (!parts.switchedOn.isOn(document)) throw offIn(nameOf(document));
      await readyFile(parts, document);
      const { version } = document;
      const row = link ? undefined : await pick(rowsFor(parts, editor), { title: l10n`Export` });
      if (!link && !row) return;
      const chosen = await (link ? traceOf(parts, document, link) : row?.choose());
      const format = chosen && (await askFormat(chosen));
      const to = format && (await askFile(parts, document, chosen, format));
      if (!to) return;
      if (document.version !== version) throw textChanged();
      await write(parts, document, chosen, format, to);
    },
  };
}

function rowsFor(parts: ExportParts, { document, selection }: vscode.TextEditor): Row[] {
  const { pins, files, patterns } = parts;
  const caret = focusAt(document, selection.active);
  const net = netOf(files.get(document));
  const asked = patterns.questionOf(document);
  return [
    {
      label: l10n`Trace at the Caret`,
      description: l10n`the byte after it, its past and its neurons`,
      choose: () => traceOf(parts, document, caret),
    },
    {
      label: l10n`Trace of the Selection`,
      description: selection.isEmpty ? l10n`nothing is selected` : l10n`its bytes together`,
      choose: () => {
        if (selection.isEmpty)
          throw new CannotRun(l10n`Nothing is selected: select what is to be exported first.`);
        return traceOf(parts, document, focusOn(document, selection));
      },
    },
    ...pins.of(document).map((pin) => {
      const { label, description } = describePin(document, pin, net);
      const choose = () => traceOf(parts, document, focusOfPin(document, pin));
      return { label: l10n`Trace of the Pin ${label}`, description, choose };
    }),
    {
      label: l10n`Causes at the Caret`,
      description: l10n`the bytes that suffice, and those that decide`,
      choose: () => causesOf(parts, document, caret),
    },
    {
      label: l10n`Report`,
      description: l10n`the paper's tables of the whole text`,
      choose: () => ({
        subject: { kind: "report", depth: REPORT.depth.fallback },
        words: l10n`the report`,
        name: "report",
        tables: ["lags", "neurons"],
      }),
    },
    {
      label: l10n`Skip Patterns`,
      description: asked
        ? l10n`as they were analysed last`
        : l10n`not analysed yet: this takes longer`,
      choose: () => ({
        subject: {
          kind: "patterns",
          maxOffset: asked?.maxOffset ?? PATTERNS.maxOffset.fallback,
          levels: asked?.levels ?? PATTERNS.levels.fallback,
        },
        words: l10n`the skip patterns`,
        name: "patterns",
        tables: tablesOf("patterns"),
      }),
    },
    {
      label: l10n`Neuron Card`,
      description: l10n`what a neuron reads and writes, and where it is active`,
      choose: () => cardOf(parts, document),
    },
  ];
}

/** Traces first, so that what cannot be traced is said before anything is asked. */
async function traced(parts: ExportParts, document: vscode.TextDocument, focus: Focus) {
  const { config, traces } = parts;
  // The display threshold is sent too, because it marks elements of the JSON.
  const settings = { ...config.traceSettings(), threshold: thresholdOf(config.settings) };
  const answer: Traced = answered(await traces.forCommand({ document, focus, settings }));
  return { settings, answer };
}

async function traceOf(
  parts: ExportParts,
  document: vscode.TextDocument,
  focus: Focus,
): Promise<Chosen> {
  const { settings, answer } = await traced(parts, document, focus);
  if (answer.kind === "trace") {
    const { position, cells } = answer.trace;
    return {
      subject: { kind: "trace", place: placeOf(document, focus), settings },
      words: l10n`the trace at t = ${position}`,
      name: `t${position}.trace`,
      tables: tablesOf("trace").filter((table) => table !== "cells" || cells),
    };
  }
  const target = wideTargetOf(document, focus);
  if (!target) throw textChanged();
  const subject = { kind: "wide", target, ...wideSettings(settings) } as const;
  const { trace, net } = answer;
  if ("neuron" in trace) {
    const name = neuronName(trace.neuron.neuron, net);
    return {
      subject,
      words: l10n`the trace of ${name} at t = ${trace.position}`,
      name: `t${trace.position}.${name}.trace`,
      tables: tablesOf("neuron"),
    };
  }
  const { from, to } = trace.span;
  return {
    subject,
    words: l10n`the trace of bytes ${from} to ${to - 1}`,
    name: `b${from}-${to - 1}.trace`,
    tables: tablesOf("span"),
  };
}

async function causesOf(
  parts: ExportParts,
  document: vscode.TextDocument,
  focus: Focus,
): Promise<Chosen> {
  const { settings, answer } = await traced(parts, document, focus);
  if (answer.kind !== "trace") throw textChanged();
  const { position } = answer.trace;
  return {
    subject: { kind: "causes", place: placeOf(document, focus), settings },
    words: l10n`the causes at t = ${position}`,
    name: `t${position}.causes`,
    tables: tablesOf("causes"),
  };
}

async function cardOf(
  { files }: ExportParts,
  document: vscode.TextDocument,
): Promise<Chosen | undefined> {
  const net = netAtHand(files, document);
  const asked = await askAnyNeuron(net, { title: l10n`Export a Neuron's Card` });
  if (!asked) return undefined;
  const { neuron, layer = net.layers } = asked;
  const name = neuronName(neuron, net, layer);
  return {
    subject: { kind: "card", neuron, layer },
    words: l10n`the card of ${name}`,
    name: `${name}.card`,
    tables: tablesOf("card"),
  };
}

async function askFormat({ words, tables }: Chosen): Promise<ExportFormat | undefined> {
  const csv = tables.map((table) => ({
    label: l10n`CSV: ${table}`,
    description: TABLES[table],
    format: { kind: "csv", table } as const,
  }));
  const json = { label: "JSON", description: l10n`everything`, format: { kind: "json" } as const };
  const chosen = await pick<vscode.QuickPickItem & { format: ExportFormat }>([json, ...csv], {
    title: l10n`Export ${words}`,
  });
  return chosen?.format;
}

async function askFile(
  { home }: ExportParts,
  document: vscode.TextDocument,
  { name, tables, words }: Chosen,
  format: ExportFormat,
): Promise<vscode.Uri | undefined> {
  const isOther = format.kind === "csv" && format.table !== tables[0];
  const ending = EXPORT_ENDINGS[format.kind];
  const file = `${nameOf(document)}.${name}${isOther ? `.${format.table}` : ""}${ending}`;
  const at = besideText(document, file, home);
  const to = await vscode.window.showSaveDialog({
    title: l10n`Export ${words}`,
    saveLabel: l10n`Export`,
    filters:
      format.kind === "json"
        ? { JSON: ["json"] }
        : Object.fromEntries([[l10n`Comma-separated values`, ["csv"]]]),
    ...(at ? { defaultUri: at } : {}),
  });
  return to;
}

async function write(
  { measures }: ExportParts,
  document: vscode.TextDocument,
  { subject, words }: Chosen,
  format: ExportFormat,
  to: vscode.Uri,
): Promise<void> {
  const { version } = document;
  const params = { uri: document.uri.toString(), version, subject, format, to: fileAddress(to) };
  const done = await measures.run(exportRequest, "export", nameOf(document), params);
  if (!done) return;
  const { bytes } = done.result;
  await tellSaved(to, l10n`Exported ${words} as ${lastPart(to)}, ${several(bytes, "byte")}.`);
}
