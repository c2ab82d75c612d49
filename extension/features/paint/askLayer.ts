// Requests the numbers of a layer over a range of the text, and unpacks the answer.
import type * as vscode from "vscode";
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import { type LayerParams, layerRequest } from "../../../server/protocol/wire/layer";
import { unpackFloats, unpackIndices } from "../../../server/protocol/wire/packed";
import type { ServerProcess } from "../../host/serverProcess";
import type { LayerValues } from "../../state/picture";

/** Undefined if the forward pass has not come this far or the text has changed. */
export async function askLayer(
  { server }: { readonly server: ServerProcess },
  document: vscode.TextDocument,
  { layer, neuron, depth, method }: Settings,
  { start, end }: vscode.Range,
  token: vscode.CancellationToken,
): Promise<LayerValues | undefined> {
  const { client } = server;
  if (!client || layer === "trace") return undefined;
  const params: LayerParams = {
    uri: document.uri.toString(),
    version: document.version,
    layer,
    ...(layer === "neuron" ? { neuron } : {}),
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
    depth: Math.max(1, depth),
    ...(method === "gated" ? { method } : {}),
  };
  const answer = await client.ask(layerRequest, params, token);
  if (answer.kind !== "layer" || answer.version !== document.version) return undefined;
  return { starts: unpackIndices(answer.starts), values: unpackFloats(answer.values) };
}
