// The links at the foot of a hover: few below the brief answer, all below the whole one. Markdown; pure.
import type { NetSummary } from "../../../server/protocol/wire/net";
import { l10n } from "../../../server/protocol/words/l10n";
import { neuronName } from "../../../server/protocol/words/neuronNames";
import { COMMANDS } from "../../state/ids";
import type { CardLink, LinkTarget, MoreLink, NeuronLink } from "../../state/links";
import { commandLink } from "../../state/literal";
import type { ByteContext, HoverContext, PinnedTarget } from "./context";

const BETWEEN = " \u00b7 ";

/** The first leads to everything that the brief answer leaves out. */
export function briefLinks(context: HoverContext): string {
  const { link, aloneLink } = context;
  const at: MoreLink = { ...link, at: aloneLink.utf16 };
  const more = commandLink(
    l10n`More`,
    COMMANDS.showMore,
    at,
    l10n`The whole answer: tables of neurons and bytes, how it was found, all links`,
  );
  const vary = link.wider ? [] : [whatIfLink(link)];
  return [more, pinLink(link, context), ...wordLinks(link, context), ...vary].join(BETWEEN);
}

/** Empty for a byte that is not in the text. */
export function allLinks(context: ByteContext, net: NetSummary): string {
  const { link } = context;
  if (link === null) return "";
  const copy = commandLink(
    l10n`Copy as JSON`,
    COMMANDS.copyTrace,
    link,
    l10n`Copy the whole trace as JSON`,
  );
  const read = commandLink(
    l10n`Read as text`,
    COMMANDS.readAtCursor,
    link,
    l10n`The whole answer as plain text`,
  );
  return [
    pinLink(link, context),
    ...wordLinks(link, context),
    copy,
    read,
    ...interventionLinks(link, net, context.pinned),
  ].join(BETWEEN);
}

function pinLink(link: LinkTarget, { isPinned }: ByteContext): string {
  return isPinned
    ? commandLink(l10n`Unpin`, COMMANDS.unpin, link, l10n`Let the trace follow the caret again`)
    : commandLink(l10n`Pin`, COMMANDS.pin, link, l10n`Keep this trace on the screen`);
}

function wordLinks(link: LinkTarget, { word }: ByteContext): string[] {
  if (word === null || link.wider) return [];
  const title = l10n`All bytes of the word around it, together`;
  return [
    commandLink(l10n`Explain the word`, COMMANDS.explainSelection, { ...link, ...word }, title),
  ];
}

function whatIfLink(place: LinkTarget): string {
  return commandLink(
    l10n`What if...`,
    COMMANDS.whatIf,
    place,
    l10n`The prediction with other values of one past byte, without touching the file`,
  );
}

/** Of a selection there are none: a byte or a neuron changes one byte's probability. */
function interventionLinks(
  { wider, ...place }: LinkTarget,
  net: NetSummary,
  pinned: PinnedTarget | null,
): string[] {
  if (wider?.kind === "span") return [];
  const neuron: NeuronLink = wider ? { ...place, neuron: wider.neuron } : place;
  const change = commandLink(
    wider ? l10n`Change ${neuronName(wider.neuron, net)}...` : l10n`Change a neuron...`,
    COMMANDS.changeNeuron,
    neuron,
    l10n`The prediction with a neuron zeroed, flipped or clamped in the readout`,
  );
  if (wider) {
    const name = neuronName(wider.neuron, net);
    const card: CardLink = { neuron: wider.neuron };
    const title = l10n`What ${name} reads, writes and costs, over the whole text`;
    return [change, commandLink(l10n`Card of ${name}`, COMMANDS.showNeuronCard, card, title)];
  }
  const here = pinned
    ? [
        commandLink(
          l10n`What if this byte were... (pinned: ${pinned.name})`,
          COMMANDS.whatIf,
          pinned.link,
          l10n`The pinned prediction with other values of this byte`,
        ),
      ]
    : [];
  return [whatIfLink(place), change, ...here];
}
