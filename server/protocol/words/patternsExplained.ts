// How much of the gradient lies on the greedy offsets, and what p is with and without their bytes, as tables beside chance,
// each with the note under it. Part of the page of patternsPage.ts.
import type { GradientMethod } from "../vocabulary/tracing";
import type {
  ExplainedCausalJson,
  ExplainedJson,
  ExplainedShareJson,
  PatternsJson,
} from "../wire/patternsJson";
import { l10n } from "./l10n";
import { count, MINUS, several, three } from "./numbers";
import { dimmedTable, type Style } from "./plainPage";

export function shareTable(explained: ExplainedJson, style: Style): string[] {
  const names: readonly GradientMethod[] = ["gradient", "gated"];
  const line = (title: string, share: ExplainedShareJson) => [
    title,
    ...[share.mean, share.median, share.chance].map((value) => value.toFixed(3)),
    share.lift?.toFixed(2) ?? "-",
    share.top8.toFixed(3),
    share.recent8.toFixed(3),
  ];
  const rows = names.flatMap((name) => {
    const by = explained.methods[name];
    return by ? [line(`|${name}|`, by.abs), line(l10n`${name} squared`, by.square)] : [];
  });
  if (explained.span) rows.push(line(l10n`span`, explained.span));
  return dimmedTable(
    ["", l10n`mean`, l10n`median`, l10n`chance`, l10n`lift`, l10n`largest`, l10n`nearest`],
    rows,
    style,
    0,
  );
}

export function shareNote({ offsets: { length: m } }: PatternsJson, e: ExplainedJson): string {
  const left = e.noUsableGradient;
  const without =
    left === 0
      ? ""
      : left === 1
        ? l10n`; ${several(left, "further position")} has no usable gradient (every |attribution| below 1e${MINUS}5 nats)`
        : l10n`; ${several(left, "further position")} have no usable gradient (every |attribution| below 1e${MINUS}5 nats)`;
  const outside =
    e.outside > 0 ? l10n`; ${count(e.outside)} more have a next byte outside the alphabet` : "";
  const sample =
    e.positions + e.outside < e.of ? l10n`, a sample in even steps of ${count(e.of)}` : "";
  const signed = (["gradient", "gated"] as const)
    .flatMap((name) => {
      const by = e.methods[name];
      return by ? l10n`${name} ${three(by.signed.greedy)} of ${three(by.signed.window)}` : [];
    })
    .join(", ");
  const span = e.span
    ? l10n` Span: the share of g_t that lies where these bytes' columns move the state.`
    : e.method === "gated"
      ? l10n` The span is defined for Elman nets of one layer only.`
      : "";
  return l10n`n = ${several(e.positions - left, "position")}${sample}${without}${outside}; lags 0 to ${e.window - 1}. Chance: lags drawn by lot. Largest, nearest: ${several(m, "lag")} with the largest |attribution|, and the last ${several(m, "byte")}. Signed sums, in nats: ${signed || l10n`none`}.${span}`;
}

export function causalTable(
  { offsets: { length: m } }: PatternsJson,
  c: ExplainedCausalJson,
  style: Style,
): string[] {
  const rows = [
    [l10n`these offsets`, c.keep, c.drop],
    [l10n`lags drawn by lot`, c.keepChance, c.dropChance],
    [l10n`the last ${several(m, "byte")}`, c.keepRecent, c.dropRecent],
  ] as const;
  return dimmedTable(
    ["", l10n`kept alone`, l10n`taken out`],
    rows.map(([title, ...p]) => [title, ...p.map((value) => value.toFixed(3))]),
    style,
    0,
  );
}

export function causalNote({ causal, positions, window }: ExplainedJson): string {
  return l10n`Mean p of the true byte, ${(causal?.full ?? 0).toFixed(3)} with all bytes; n = ${several(positions, "position")}. What is taken out of the ${window} lags is replaced by the mean embedding of the text; the state before them is kept.`;
}

export function incrementTable({ methods, method }: ExplainedJson, style: Style): string[] {
  return dimmedTable(
    [l10n`level`, l10n`offset`, l10n`lag k`, `|${method}|`],
    (methods[method]?.increments ?? []).map(({ k, offset, lag, abs }) => [
      String(k),
      String(offset),
      String(lag),
      abs.toFixed(4),
    ]),
    style,
  );
}
