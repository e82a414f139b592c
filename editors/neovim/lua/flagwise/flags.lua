-- Flags without a place in a buffer: the list, references to the quickfix window, changes, and the choice of a project.
-- Everything is requested from the server, see docs/requests.md, and chosen with |vim.ui.select()|.

local M = {}

---@class flagwise.Flag What is shown of a flag of `flagwise/flags`.
---@field project string
---@field key string
---@field name string
---@field condition 'live'|'stale'|'deprecated'|'archived'
---@field unused? boolean
---@field summary? string
---@field environments { key: string, name: string, on?: boolean }[]
---@field referencesInWorkspace? integer

--- Flags that a list shows; a search narrows it.
local LISTED = 500

local function say(message, level)
  vim.notify('flagwise: ' .. message, level or vim.log.levels.INFO)
end

--- The server of the current buffer, else any; shows a message if there is none.
---@return vim.lsp.Client?
local function client()
  local found = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1] or vim.lsp.get_clients({ name = 'flagwise' })[1]
  if not found then
    say("the language server does not run; see ':checkhealth flagwise'", vim.log.levels.WARN)
  end
  return found
end

--- Sends a request and calls back with its result; errors are shown.
---@param method string
---@param params table
---@param callback fun(result: any, client: vim.lsp.Client)
local function request(method, params, callback)
  local server = client()
  if not server then
    return
  end
  ---@diagnostic disable-next-line: param-type-mismatch our own request
  server:request(method, next(params) and params or vim.empty_dict(), function(failure, result)
    if failure then
      return say(failure.message, vim.log.levels.ERROR)
    end
    -- `null` is `vim.NIL`.
    if result == vim.NIL then
      result = nil
    end
    callback(result, server)
  end)
end

---@param flag flagwise.Flag
local function line_of(flag)
  local parts = { flag.key }
  local function add(part)
    if type(part) == 'string' and part ~= '' then
      table.insert(parts, part)
    end
  end
  add(flag.condition ~= 'live' and flag.condition ~= 'archived' and flag.condition ~= 'deprecated' and flag.condition)
  add(flag.summary)
  local uses = flag.referencesInWorkspace
  if type(uses) == 'number' then
    add(uses == 0 and 'unused' or uses == 1 and '1 reference' or uses .. ' references')
  end
  return table.concat(parts, ' · ')
end

--- Lets the user choose one of the flags that `query` finds.
---@param params table
---@param prompt string
---@param on_flag fun(flag: flagwise.Flag)
local function choose(params, prompt, on_flag)
  request('flagwise/flags', vim.tbl_extend('keep', params, { limit = LISTED }), function(answer)
    if answer.total == 0 then
      return say(answer.complete and 'no flag matches' or 'the flags are not loaded yet; see :Flagwise status')
    end
    if answer.total > #answer.flags then
      prompt = ('%s (%d of %d)'):format(prompt, #answer.flags, answer.total)
    end
    vim.ui.select(answer.flags, { prompt = prompt, kind = 'flagwise.flag', format_item = line_of }, function(flag)
      if flag then
        on_flag(flag)
      end
    end)
  end)
end

local CONDITIONS = { live = true, stale = true, deprecated = true, archived = true, unused = true }
local SCOPES = { file = true, workspace = true, all = true }

--- What the arguments of a subcommand ask for: scopes and conditions by their names, all else is searched for.
---@param words string[]
---@return table
local function query_of(words)
  local params, conditions, text = { scope = 'all' }, {}, {}
  for _, word in ipairs(words) do
    if SCOPES[word] then
      params.scope = word
    elseif CONDITIONS[word] then
      table.insert(conditions, word)
    else
      table.insert(text, word)
    end
  end
  if params.scope == 'file' then
    params.textDocument = vim.lsp.util.make_text_document_params()
  end
  if #conditions > 0 then
    params.conditions = conditions
  end
  params.query = table.concat(text, ' ')
  return params
end

--- Lists flags, and the references to the chosen one.
---@param words string[] Scope, conditions and text.
function M.flags(words)
  choose(query_of(words), 'Flags', function(flag)
    M.references({ flag.key }, flag.project)
  end)
end

--- The key under the cursor, if the server knows one there.
---@param on_key fun(key: string)
local function key_here(on_key)
  local server = client()
  if not server then
    return
  end
  local params = vim.lsp.util.make_position_params(0, server.offset_encoding)
  server:request('textDocument/prepareRename', params, function(_, range)
    local placeholder = type(range) == 'table' and range.placeholder
    if placeholder then
      return on_key(placeholder)
    end
    choose({ scope = 'workspace' }, 'References to', function(flag)
      on_key(flag.key)
    end)
  end, 0)
end

--- Lists the references to a flag in the quickfix window: of the given key, the one under the cursor, or a chosen one.
---@param words string[]
---@param project? string
function M.references(words, project)
  local function list(key)
    request('flagwise/references', { flag = key, project = project }, function(answer, server)
      if answer.total == 0 then
        return say(('the workspace has no reference to %s'):format(key))
      end
      local items = vim.lsp.util.locations_to_items(answer.locations, server.offset_encoding)
      vim.fn.setqflist({}, ' ', { title = ('References to %s (%d)'):format(key, answer.total), items = items })
      vim.cmd('botright copen')
    end)
  end
  if words[1] then
    list(words[1])
  else
    key_here(list)
  end
end

--- Changes a flag: of the given key, or a chosen one. The server asks for confirmation.
---@param words string[]
function M.change(words)
  choose({ query = table.concat(words, ' ') }, 'Change', function(flag)
    local choices = {}
    local function add(title, command, environment)
      table.insert(choices, { title = title, command = command, environment = environment })
    end
    if flag.condition == 'archived' then
      add('Restore', 'restore')
    else
      -- Least critical first: the first environment is the most important one.
      for at = #flag.environments, 1, -1 do
        local environment = flag.environments[at]
        if type(environment.on) == 'boolean' then
          local to = environment.on and 'off' or 'on'
          add(('Turn %s in %s'):format(to, environment.name), environment.on and 'turnOff' or 'turnOn', environment.key)
        end
      end
      if flag.condition == 'deprecated' then
        add('Restore the deprecated flag', 'restoreDeprecated')
      else
        add('Deprecate', 'deprecate')
      end
      add('Archive', 'archive')
    end
    vim.ui.select(choices, {
      prompt = 'Change ' .. flag.key,
      kind = 'flagwise.change',
      format_item = function(choice)
        return choice.title
      end,
    }, function(choice)
      local server = choice and client()
      if server then
        local argument = { project = flag.project, flag = flag.key, environment = choice.environment }
        server:exec_cmd({ title = choice.title, command = 'flagwise.' .. choice.command, arguments = { argument } })
      end
    end)
  end)
end

--- Chooses a project and its environments, and writes them into `flagwise.toml`.
function M.project()
  local function name(choice)
    return choice.name == choice.key and choice.key or ('%s (%s)'):format(choice.name, choice.key)
  end
  request('flagwise/projects', {}, function(projects)
    vim.ui.select(projects, { prompt = 'LaunchDarkly project', format_item = name }, function(project)
      if not project then
        return
      end
      request('flagwise/environments', { project = project.key }, function(environments)
        local keys = vim.tbl_map(function(environment)
          return environment.key
        end, environments)
        vim.ui.input({ prompt = 'Environments: ', default = table.concat(keys, ' ') }, function(chosen)
          if not chosen then
            return
          end
          local params = { project = project.key, environments = vim.split(chosen, '[%s,]+', { trimempty = true }) }
          request('flagwise/projectFile', params, function(file)
            if not file then
              return say('flagwise.toml cannot be changed: fix or remove it first', vim.log.levels.ERROR)
            end
            vim.cmd.edit(vim.fn.fnameescape(vim.uri_to_fname(file.uri)))
            vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split((file.text:gsub('\n$', '')), '\n'))
            vim.cmd.write()
          end)
        end)
      end)
    end)
  end)
end

return M
