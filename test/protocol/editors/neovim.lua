-- Runs in Neovim after a file is open (editors.test.ts): waits for the language server, asks for the hover as a person does,
-- for hints and diagnostics, and writes what is seen as JSON. `Asked` says the byte of the first line and the file to write.
local PATIENCE = 120000

local function waited(holds, what)
  if not vim.wait(PATIENCE, holds, 20) then
    io.stderr:write("no " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

local function client()
  for _, one in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if one.name == "sparse-diff" and one.initialized then return one end
  end
end
waited(function() return client() ~= nil end, "language server")

vim.api.nvim_win_set_cursor(0, { 1, Asked.byte })
local buffer = vim.api.nvim_get_current_buf()
vim.lsp.buf.hover()
local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then return window end
  end
end
waited(function() return float() ~= nil end, "hover")
local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, false)

local range = { start = { line = 0, character = 0 }, ["end"] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 } }
local params = { textDocument = vim.lsp.util.make_text_document_params(buffer), range = range }
local hints = {}
local answer = client().request_sync("textDocument/inlayHint", params, PATIENCE, buffer)
for _, hint in ipairs(answer.result) do table.insert(hints, hint.label) end

if Asked.waits then
  waited(function() return #vim.diagnostic.get(buffer) > 0 end, "diagnostics")
end
local messages, severities = {}, {}
for _, one in ipairs(vim.diagnostic.get(buffer)) do
  table.insert(messages, one.message)
  table.insert(severities, one.severity)
end

local seen = { hover = table.concat(lines, "\n"), hints = hints, diagnostics = messages, severities = severities }
local file = assert(io.open(Asked.made, "w"))
file:write(vim.json.encode(seen))
file:close()
vim.cmd("qall!")
