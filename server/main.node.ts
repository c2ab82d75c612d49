// Entry of the server process under Node: a connection over the transport the client chose, the file
// system, the fastest kernels this engine has.
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodeFiles } from "./files.node";
import { selectKernels } from "./kernels/select";
import { serve } from "./serve";

serve(createConnection(ProposedFeatures.all), nodeFiles(), selectKernels());
