-- What the plugin adds to the language server: its state for a statusline, the access token, and `:Flagwise`.

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

--- The clients, or a message when there are none.
---@return vim.lsp.Client[]
local function running_clients()
  local running = clients()
  if #running == 0 then
    say("the language server does not run; see ':checkhealth flagwise'", vim.log.levels.WARN)
  end
  return running
end

--- One short text about the current buffer's server, for a statusline; empty where there is none.
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

--- Loads the flags again.
function M.refresh()
  for _, client in ipairs(running_clients()) do
    client:exec_cmd({ title = 'Refresh flags', command = 'flagwise.refresh' })
  end
end

--- Shows the answer about a place in a window beside the cursor.
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

--- Tells why the place under the cursor is, or is not, taken as a flag.
function M.explain()
  local client = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1]
  if not client then
    return say('no server runs for this buffer', vim.log.levels.WARN)
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  explain(client, { uri = params.textDocument.uri, position = params.position })
end

--- What the code action "Explain why …" runs: the same, and not the message that other editors get.
---@param command lsp.Command
---@param context { client_id: integer }
function M.on_explain(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if client then
    explain(client, vim.tbl_extend('force', command.arguments[1], { show = false }))
  end
end

--- Shows what the servers say about themselves.
function M.show_status()
  for _, client in ipairs(running_clients()) do
    local status = statuses[client.id] or { health = 'ok', quiescent = true }
    local levels = { ok = vim.log.levels.INFO, warning = vim.log.levels.WARN, error = vim.log.levels.ERROR }
    local state = status.message or (status.quiescent and 'ready' or 'loading')
    say(('%s (%s)'):format(state, client.root_dir or 'no folder'), levels[status.health])
  end
end

--- Asks for an access token and gives it to the servers that run now. It is kept nowhere else.
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
      say('the server did not take the access token: ' .. failure.message, vim.log.levels.ERROR)
    end
  end)
end

--- Gives a new server the token that the command `vim.g.flagwise_token_command` prints, such as a password manager's.
--- Without one nothing is sent: the server takes the environment variable's.
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
      -- Not what it printed: that may hold a secret.
      say(('flagwise_token_command ended with %d and no token'):format(result.code), vim.log.levels.WARN)
    end)
  end)
  if not started then
    say('flagwise_token_command cannot be run: ' .. tostring(problem), vim.log.levels.WARN)
  end
end

--- The coroutine that waits for the answer to the newest offer to undo a change.
---@type thread?
local undo

---@param answer lsp.MessageActionItem|vim.NIL
---@return boolean answered
local function answer_undo(answer)
  local waiting = undo
  undo = nil
  return waiting ~= nil and coroutine.resume(waiting, answer)
end

--- Takes back the last change, as long as the server offers that.
function M.undo()
  if not answer_undo({ title = 'Undo' }) then
    say('there is no change to undo', vim.log.levels.WARN)
  end
end

--- Shows a question of the server. Neovim stops everything until such a question is answered; that is right before a flag
--- is changed, but not for the offer to undo a change that was just made: this one waits for `:Flagwise undo`.
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

--- Keeps what a server says about itself, and lets statuslines draw it.
---@param status flagwise.Status
---@param context lsp.HandlerContext
function M.on_status(status, context)
  statuses[context.client_id] = status
  vim.api.nvim_exec_autocmds('User', { pattern = 'FlagwiseStatus', data = status })
  vim.cmd.redrawstatus()
end

return M
