-- The plugin's additions to the language server: status for a statusline, the access token, and `:Flagwise`.

local M = {}

---@class flagwise.Status Parameters of `experimental/serverStatus`.
---@field health 'ok'|'warning'|'error'
---@field quiescent boolean Nothing is being loaded.
---@field message? string

---@type table<integer, flagwise.Status> By client id.
local statuses = {}

---@param message string
---@param level? integer
local function say(message, level)
  vim.notify('flagwise: ' .. message, level or vim.log.levels.INFO)
end

---@return vim.lsp.Client[]
local function clients()
  return vim.lsp.get_clients({ name = 'flagwise' })
end

--- The running clients; shows a message if there are none.
---@return vim.lsp.Client[]
local function running_clients()
  local running = clients()
  if #running == 0 then
    say("the language server does not run; see ':checkhealth flagwise'", vim.log.levels.WARN)
  end
  return running
end

--- One short text about the current buffer's server, for a statusline; empty if there is none.
---@return string
function M.statusline()
  local client = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1]
  if not client then
    return ''
  end
  local status = statuses[client.id]
  if not status or status.health == 'ok' then
    return (status and not status.quiescent) and 'flagwise …' or 'flagwise'
  end
  return status.health == 'warning' and 'flagwise !' or 'flagwise ✗'
end

--- Shows code lenses and inlay hints of a buffer, as far as `vim.g.flagwise_code_lens` and `vim.g.flagwise_inlay_hints` ask for
--- them: Neovim shows none by itself.
---@param client vim.lsp.Client
---@param buffer integer
function M.on_attach(client, buffer)
  if vim.g.flagwise_inlay_hints then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
  if not vim.g.flagwise_code_lens then
    return
  end
  if vim.lsp.codelens.enable then -- Neovim 0.12
    return vim.lsp.codelens.enable(true, { bufnr = buffer, client_id = client.id })
  end
  local group = vim.api.nvim_create_augroup('flagwise.codelens.' .. buffer, {})
  local function refresh()
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged' }, { group = group, buffer = buffer, callback = refresh })
  -- The flags may still be loading.
  vim.api.nvim_create_autocmd('User', { group = group, pattern = 'FlagwiseStatus', callback = function()
    if not vim.api.nvim_buf_is_loaded(buffer) then
      return true
    end
    refresh()
  end })
  refresh()
end

--- Refreshes the flags.
function M.refresh()
  for _, client in ipairs(running_clients()) do
    client:exec_cmd({ title = 'Refresh flags', command = 'flagwise.refresh' })
  end
end

--- Shows the explanation of a location in a floating window.
---@param client vim.lsp.Client
---@param place table
local function explain(client, place)
  client:request('workspace/executeCommand', { command = 'flagwise.explain', arguments = { place } }, function(err, answer)
    if err then
      return say(err.message, vim.log.levels.ERROR)
    end
    vim.lsp.util.open_floating_preview(vim.split(answer.markdown, '\n'), 'markdown', {
      border = 'rounded',
      focus_id = 'flagwise.explain',
      max_width = 100,
    })
  end, 0)
end

--- Explains why the location under the cursor is, or is not, a flag reference.
function M.explain()
  local client = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1]
  if not client then
    return say('no server is running for this buffer', vim.log.levels.WARN)
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  explain(client, { uri = params.textDocument.uri, position = params.position })
end

--- Handler of the code action "Explain why …": opens the same window instead of the message that other editors show.
---@param command lsp.Command
---@param context { client_id: integer }
function M.on_explain(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if client then
    explain(client, vim.tbl_extend('force', command.arguments[1], { show = false }))
  end
end

--- Shows the status of the running servers.
function M.show_status()
  for _, client in ipairs(running_clients()) do
    local status = statuses[client.id] or { health = 'ok', quiescent = true }
    local levels = { ok = vim.log.levels.INFO, warning = vim.log.levels.WARN, error = vim.log.levels.ERROR }
    local state = status.message or (status.quiescent and 'ready' or 'loading')
    say(('%s (%s)'):format(state, client.root_dir or 'no folder'), levels[status.health])
  end
end

--- Prompts for an access token and sends it to the running servers. It is not stored.
function M.ask_token()
  local running = running_clients()
  if #running == 0 then
    return
  end
  local token = vim.trim(vim.fn.inputsecret('LaunchDarkly access token: '))
  if token ~= '' then
    for _, client in ipairs(running) do
      M.set_token(client, token)
    end
  end
end

---@param client vim.lsp.Client
---@param token string
function M.set_token(client, token)
  ---@diagnostic disable-next-line: param-type-mismatch our own request
  client:request('flagwise/setToken', { token = token }, function(failure)
    if failure then
      say('the server rejected the access token: ' .. failure.message, vim.log.levels.ERROR)
    end
  end)
end

--- Sends a new server the token printed by the command `vim.g.flagwise_token_command`, for example a password manager.
--- Without one nothing is sent and the server uses the environment variable.
---@param client vim.lsp.Client
function M.send_token(client)
  local command = vim.g.flagwise_token_command
  if not command then
    return
  end
  local arguments = type(command) == 'string' and { vim.o.shell, vim.o.shellcmdflag, command } or command
  local started, problem = pcall(vim.system, arguments, { text = true }, function(result)
    vim.schedule(function()
      local token = vim.trim(result.stdout or ''):match('^[^\n]+')
      if result.code == 0 and token then
        return M.set_token(client, token)
      end
      -- Omit the output: it may contain a secret.
      say(('flagwise_token_command exited with %d and printed no token'):format(result.code), vim.log.levels.WARN)
    end)
  end)
  if not started then
    say('flagwise_token_command cannot be run: ' .. tostring(problem), vim.log.levels.WARN)
  end
end

--- The coroutine waiting for the answer to the latest offer to undo a change.
---@type thread?
local undo

---@param answer lsp.MessageActionItem|vim.NIL
---@return boolean answered
local function answer_undo(answer)
  local waiting = undo
  undo = nil
  return waiting ~= nil and coroutine.resume(waiting, answer)
end

--- Undoes the last change, as long as the server offers it.
function M.undo()
  if not answer_undo({ title = 'Undo' }) then
    say('there is no change to undo', vim.log.levels.WARN)
  end
end

--- Shows a message request of the server. Neovim blocks until it is answered. That is right for a confirmation, but not for
--- the offer to undo a change, which waits for `:Flagwise undo` instead.
---@type lsp.Handler
function M.on_message_request(failure, params, context)
  local actions = params.actions or {}
  local running, is_main = coroutine.running()
  if #actions ~= 1 or actions[1].title ~= 'Undo' or is_main then
    return vim.lsp.handlers['window/showMessageRequest'](failure, params, context)
  end
  answer_undo(vim.NIL)
  undo = running
  say(params.message:gsub('^flagwise: ', '') .. ' (:Flagwise undo)')
  return coroutine.yield()
end

--- Lists the references of a code lens in the quickfix window.
---@param command lsp.Command
---@param context lsp.HandlerContext
function M.on_references(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local locations = (command.arguments or {})[3]
  if client and locations then
    local items = vim.lsp.util.locations_to_items(locations, client.offset_encoding)
    vim.fn.setqflist({}, ' ', { title = command.title, items = items })
    vim.cmd('botright copen')
  end
end

--- Stores a server's status and redraws statuslines.
---@param status flagwise.Status
---@param context lsp.HandlerContext
function M.on_status(status, context)
  statuses[context.client_id] = status
  vim.api.nvim_exec_autocmds('User', { pattern = 'FlagwiseStatus', data = status })
  vim.cmd.redrawstatus()
end

return M
