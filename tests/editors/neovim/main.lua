-- flagwise in Neovim, as a user meets it. Run by run.sh.
package.path = vim.fs.dirname(debug.getinfo(1, 'S').source:sub(2)) .. '/?.lua;' .. package.path
local harness = require('harness')

local simulator = harness.start_simulator()
vim.env.LAUNCHDARKLY_API_HOST = simulator.url
vim.env.LAUNCHDARKLY_ACCESS_TOKEN = simulator.token

--- Codes and texts of what flagwise says about a buffer, in the order of its lines.
local function diagnostics(buffer)
  local found = vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'flagwise'
  end, vim.diagnostic.get(buffer))
  table.sort(found, function(a, b)
    return a.lnum < b.lnum
  end)
  return found
end

--- Opens a file and waits until its first diagnostic is the expected one.
local function open_and_expect(file, code)
  vim.cmd.edit(file)
  local buffer = vim.api.nvim_get_current_buf()
  return harness.wait_for(('`%s` in %s'):format(code, file), function()
    local found = diagnostics(buffer)
    return #found == 1 and found[1].code == code and found[1]
  end, function()
    return vim.diagnostic.get(buffer)
  end)
end

--- Puts the cursor inside a text of the current buffer.
local function cursor_on(text)
  assert(vim.fn.search('\\V' .. vim.fn.escape(text, '\\'), 'w') > 0, text .. ' is not in the buffer')
  vim.cmd.normal({ '3l', bang = true })
end

--- What the server shows for the place of the cursor; nil where it has nothing to show.
local function hover()
  local client = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1]
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answers = assert(vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 10000))
  local answer = assert(answers[client.id], 'the server did not answer')
  assert(not answer.err, answer.err and answer.err.message)
  return answer.result and answer.result.contents.value
end

--- The questions that were asked, and the start of the answer to the next one.
local asked, answer = {}, nil

---@diagnostic disable-next-line: duplicate-set-field the user's part
vim.ui.select = function(items, options, on_choice)
  table.insert(asked, options.prompt)
  for index, item in ipairs(items) do
    if answer and vim.startswith(options.format_item(item), answer) then
      return on_choice(item, index)
    end
  end
  on_choice(nil)
end

--- Applies the one code action that stands for a command, and answers the question that the server then asks.
--- Returns that question.
local function apply(command, with)
  local before = #asked
  answer = with
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      local runs = type(action.command) == 'table' and action.command.command or action.command
      return runs == command
    end,
  })
  return harness.wait_for('the question of ' .. command, function()
    return asked[before + 1]
  end)
end

--- The text of `:checkhealth flagwise`.
local function health()
  vim.cmd.checkhealth('flagwise')
  local text = harness.wait_for('the health report', function()
    local lines = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    return lines:find('flagwise doctor', 1, true) and lines
  end)
  vim.cmd.bdelete({ bang = true })
  return text
end

local passed = harness.run({
  {
    'a misspelt key is unknown, and the nearest key is named',
    function()
      local found = open_and_expect('web/src/Checkout.tsx', 'unknown-flag')
      harness.contains(found.message, { 'express-shiping', 'express-shipping' }, 'the message')
      local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, false)[1]
      harness.equal(line:sub(found.col + 1, found.end_col), 'express-shiping', 'what is underlined')
    end,
  },
  {
    'archived, deprecated and stale flags are told',
    function()
      harness.contains(open_and_expect('web/src/Cart.tsx', 'archived-flag').message, { 'legacy-cart-banner' }, 'message')
      harness.contains(open_and_expect('web/src/SearchBox.tsx', 'stale-flag').message, { 'search-autocomplete' }, 'message')
      local deprecated = open_and_expect('web/src/theme.ts', 'deprecated-flag')
      harness.contains(deprecated.message, { 'dark-mode-v1' }, 'message')
      harness.equal(deprecated._tags and deprecated._tags.deprecated, true, 'the tag that strikes it through')
    end,
  },
  {
    'a comment silences a rule, and a buffer without flags has no diagnostics',
    function()
      vim.cmd.edit('services/orders/receipts.py')
      cursor_on('legacy-cart-banner')
      harness.contains(harness.wait_for('its card', hover), { 'legacy-cart-banner' }, 'the card')
      harness.equal(diagnostics(0), {}, 'the diagnostics of receipts.py')
    end,
  },
  {
    'the hover is the card of the flag, and there is none beside a key',
    function()
      vim.cmd.edit('services/orders/shipping.py')
      cursor_on('express-shipping')
      local card = harness.wait_for('the card', hover)
      harness.contains(card, { 'Express shipping', 'express-shipping', 'Production', 'Staging' }, 'the card')
      cursor_on('options.append')
      harness.equal(hover(), nil, 'the hover on a method')
    end,
  },
  {
    'the hover has no marks that Neovim shows',
    function()
      cursor_on('express-shipping')
      local card = harness.wait_for('the card', hover)
      assert(not card:find('#', 1, true), card)
    end,
  },
  {
    'the keys of the flags are completed in a call',
    function()
      vim.cmd.edit('services/orders/shipping.py')
      cursor_on('express-shipping')
      local client = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1]
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      local list = client:request_sync('textDocument/completion', params, 10000).result
      local item = vim.iter(list.items):find(function(item)
        return item.label == 'express-shipping'
      end)
      assert(item, vim.inspect(list))
      local resolved = client:request_sync('completionItem/resolve', item, 10000).result
      harness.contains(resolved.documentation.value, { 'Express shipping', 'Production' }, 'the documentation')
      vim.lsp.util.apply_text_edits({ item.textEdit }, vim.api.nvim_get_current_buf(), client.offset_encoding)
      assert(vim.fn.search('express-shipping', 'nw') > 0, 'the key replaced itself')
      vim.cmd.edit({ bang = true })
    end,
  },
  {
    'a code lens at a definition lists its references',
    function()
      vim.cmd.edit('services/orders/pricing.py')
      local lens = harness.wait_for('the lens', function()
        vim.lsp.codelens.refresh({ bufnr = 0 })
        vim.wait(50)
        local found = vim.lsp.codelens.get(0)[1]
        return found and found.command and found
      end)
      harness.contains(lens.command.title, { 'Production', 'reference' }, 'the lens')
      vim.api.nvim_win_set_cursor(0, { lens.range.start.line + 1, lens.range.start.character })
      vim.lsp.codelens.run()
      local listed = harness.wait_for('the quickfix list', function()
        local list = vim.fn.getqflist()
        return #list > 0 and list
      end)
      harness.contains(vim.fn.bufname(listed[1].bufnr), { '.py' }, 'the file of a reference')
      vim.cmd.cclose()
    end,
  },
  {
    'the quick fix replaces a misspelt key',
    function()
      vim.cmd.edit('web/src/Checkout.tsx')
      cursor_on('express-shiping')
      vim.lsp.buf.code_action({
        apply = true,
        filter = function(action)
          return action.isPreferred
        end,
      })
      harness.wait_for('the corrected key', function()
        return vim.fn.search([['express-shipping']], 'nw') > 0
      end)
      harness.wait_for('no diagnostic', function()
        return #diagnostics(0) == 0
      end, function()
        return diagnostics(0)
      end)
    end,
  },
  {
    'a refused change leaves the flag as it is',
    function()
      vim.cmd.edit('web/src/theme.ts')
      cursor_on('dark-mode-v1')
      apply('flagwise.archive', 'Cancel')
      harness.equal(harness.flag(simulator, 'dark-mode-v1').archived, false, 'archived at the simulator')
    end,
  },
  {
    'the quick fix archives the flag, and the diagnostics change by themselves',
    function()
      local buffer = vim.api.nvim_get_current_buf()
      local question = apply('flagwise.archive', 'Archive')
      harness.contains(question, { 'dark-mode-v1' }, 'the question')
      harness.wait_for('the flag to be archived at the simulator', function()
        return harness.flag(simulator, 'dark-mode-v1').archived
      end)
      harness.wait_for('`archived-flag` in place of `deprecated-flag`', function()
        local found = diagnostics(buffer)
        return #found == 1 and found[1].code == 'archived-flag'
      end, function()
        return diagnostics(buffer)
      end)
    end,
  },
  {
    ':Flagwise undo takes the change back, after a confirmation',
    function()
      harness.wait_for('the offer', function()
        return vim.fn.execute('messages'):find(':Flagwise undo', 1, true)
      end)
      local before = #asked
      answer = 'Restore'
      vim.cmd('Flagwise undo')
      local question = harness.wait_for('the question', function()
        return asked[before + 1]
      end)
      harness.contains(question, { 'dark-mode-v1' }, 'the question')
      harness.wait_for('`deprecated-flag` again', function()
        local found = diagnostics(0)
        return #found == 1 and found[1].code == 'deprecated-flag'
      end)
      harness.equal(harness.flag(simulator, 'dark-mode-v1').archived, false, 'archived at the simulator')
    end,
  },
  {
    ':Flagwise refresh loads what was changed elsewhere',
    function()
      local url = ('%s/api/v2/flags/%s/dark-mode-v1'):format(simulator.url, simulator.project)
      local patch = vim.json.encode({ instructions = { { kind = 'archiveFlag' } } })
      local answer = vim
        .system({
          'curl', '-fsS', '--noproxy', '*', '-X', 'PATCH', '-H', 'Authorization: ' .. simulator.token,
          '-H', 'Content-Type: application/json; domain-model=launchdarkly.semanticpatch', '-d', patch, url,
        }, { text = true })
        :wait()
      harness.equal(answer.code, 0, 'the change elsewhere: ' .. (answer.stderr or ''))
      vim.cmd('Flagwise refresh')
      harness.wait_for('`archived-flag`', function()
        local found = diagnostics(vim.fn.bufnr('theme.ts'))
        return #found == 1 and found[1].code == 'archived-flag'
      end)
    end,
  },
  {
    ':Flagwise explain tells why the place under the cursor is a flag',
    function()
      vim.cmd('Flagwise explain')
      harness.wait_for('the explanation', function()
        for _, window in ipairs(vim.api.nvim_list_wins()) do
          if vim.api.nvim_win_get_config(window).relative ~= '' then
            local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
            return table.concat(lines, '\n'):lower():find('flag', 1, true) ~= nil
          end
        end
        return false
      end)
      vim.cmd('fclose')
    end,
  },
  {
    'the code action does the same',
    function()
      vim.lsp.buf.code_action({
        apply = true,
        filter = function(action)
          return action.kind == 'flagwise.explain'
        end,
      })
      harness.wait_for('the explanation', function()
        for _, window in ipairs(vim.api.nvim_list_wins()) do
          if vim.api.nvim_win_get_config(window).relative ~= '' then
            local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
            return table.concat(lines, '\n'):find('dark-mode-v1', 1, true) ~= nil
          end
        end
        return false
      end)
      vim.cmd('fclose')
    end,
  },
  {
    'a file that another program writes changes what is shown of an open one',
    function()
      vim.fn.writefile({ "import { CART } from './outside';", 'ldClient.variation(CART, false);' }, 'web/src/page.ts')
      vim.cmd.edit('web/src/page.ts')
      local buffer = vim.api.nvim_get_current_buf()
      for key, code in pairs({ ['legacy-cart-banner'] = 'archived-flag', ['search-autocomplete'] = 'stale-flag' }) do
        -- No buffer has this file.
        vim.fn.writefile({ ("export const CART = '%s';"):format(key) }, 'web/src/outside.ts')
        harness.wait_for(('`%s`'):format(code), function()
          local found = diagnostics(buffer)
          return #found == 1 and found[1].code == code
        end, function()
          return diagnostics(buffer)
        end)
      end
      vim.fn.delete('web/src/outside.ts')
      harness.wait_for('no diagnostic', function()
        return #diagnostics(buffer) == 0
      end)
    end,
  },
  {
    'a constant leads to its definition in another file, to its references, and its key is renamed',
    function()
      vim.fn.writefile({ "export const CARDS = 'gift-cards';" }, 'web/src/constants.ts')
      local page = { "import { CARDS } from './constants';", 'ldClient.variation(CARDS, false);' }
      vim.fn.writefile(page, 'web/src/cards.ts')
      vim.cmd.edit('web/src/cards.ts')
      cursor_on('CARDS, false')
      harness.wait_for('the card of the flag', hover)
      vim.lsp.buf.definition()
      harness.wait_for('the definition', function()
        return vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'constants.ts'
      end)
      harness.equal(vim.api.nvim_win_get_cursor(0), { 1, 13 }, 'the cursor at the definition')

      local places
      cursor_on('gift-cards')
      vim.lsp.buf.references(nil, {
        on_list = function(list)
          places = vim.tbl_map(function(item)
            return ('%s:%d:%d'):format(vim.fs.basename(item.filename), item.lnum, item.col)
          end, list.items)
        end,
      })
      harness.wait_for('the references', function()
        return places
      end)
      table.sort(places)
      local expected = { 'Checkout.tsx:8:39', 'cards.ts:2:20', 'constants.ts:1:23', 'pricing.py:15:40' }
      harness.equal(places, expected, 'the references')

      vim.lsp.buf.rename('legacy-cart-banner')
      harness.wait_for('the other key', function()
        return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1] == "export const CARDS = 'legacy-cart-banner';"
      end)
      vim.cmd('silent write')
      harness.wait_for('`archived-flag` where the constant is used', function()
        local found = diagnostics(vim.fn.bufnr('cards.ts'))
        return #found == 1 and found[1].code == 'archived-flag'
      end)
    end,
  },
  {
    ':Flagwise flags lists flags, and the references to the chosen one in the quickfix window',
    function()
      vim.fn.setqflist({}, 'r')
      answer = 'legacy-cart-banner'
      local before = #asked
      vim.cmd('Flagwise flags workspace')
      harness.wait_for('the quickfix list', function()
        return asked[before + 1] and #vim.fn.getqflist() > 0
      end)
      local files = vim.tbl_map(function(item)
        return vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr))
      end, vim.fn.getqflist())
      harness.equal(vim.list_contains(files, 'pricing.py'), true, 'a reference in another language')
      harness.contains(vim.fn.getqflist({ title = 0 }).title, { 'References to legacy-cart-banner' }, 'the title')
      vim.cmd.cclose()
    end,
  },
  {
    ':Flagwise references takes the key under the cursor',
    function()
      vim.cmd.edit('web/src/Cart.tsx')
      cursor_on('promo-banner-text')
      vim.cmd('Flagwise references')
      harness.wait_for('the quickfix list', function()
        return vim.fn.getqflist({ title = 0 }).title:find('References to promo-banner-text', 1, true)
      end)
      vim.cmd.cclose()
    end,
  },
  {
    ':Flagwise flags knows conditions',
    function()
      answer = nil
      local listed
      local select = vim.ui.select
      ---@diagnostic disable-next-line: duplicate-set-field
      vim.ui.select = function(items)
        listed = items
      end
      vim.cmd('Flagwise flags archived')
      harness.wait_for('the list', function()
        return listed
      end)
      vim.ui.select = select
      for _, flag in ipairs(listed) do
        harness.equal(flag.condition, 'archived', flag.key)
      end
    end,
  },
  {
    'code lenses and inlay hints are shown where the variables ask for them',
    function()
      vim.g.flagwise_code_lens, vim.g.flagwise_inlay_hints = true, true
      vim.cmd.edit('web/src/constants.ts')
      local client = vim.lsp.get_clients({ name = 'flagwise', bufnr = 0 })[1]
      require('flagwise').on_attach(client, 0)
      harness.wait_for('the lens', function()
        for _, lens in ipairs(vim.lsp.codelens.get(0)) do
          if lens.command and lens.command.title:find('reference', 1, true) then
            return true
          end
        end
      end)
      harness.equal(vim.lsp.inlay_hint.is_enabled({ bufnr = 0 }), true, 'inlay hints')
    end,
  },
  {
    ':Flagwise project writes the chosen project',
    function()
      local input = vim.ui.input
      ---@diagnostic disable-next-line: duplicate-set-field
      vim.ui.input = function(_, on_confirm)
        on_confirm('production staging')
      end
      answer = 'Storefront'
      vim.cmd('Flagwise project')
      harness.wait_for('the file', function()
        return vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'flagwise.toml' and not vim.bo.modified
      end)
      vim.ui.input = input
      harness.contains(table.concat(vim.fn.readfile('flagwise.toml'), '\n'), { 'project = "storefront"', 'environments = ["production", "staging"]' }, 'the file')
    end,
  },
  {
    ':checkhealth finds nothing to mend',
    function()
      local text = health()
      harness.contains(text, { 'flagwise 0.', 'is enabled', 'attached to', 'watches files that change' }, 'the report')
      for _, sign in ipairs({ 'ERROR', 'WARNING' }) do
        assert(not text:find(sign, 1, true), 'the report has a ' .. sign .. ':\n' .. text)
      end
    end,
  },
  {
    'a token of a password manager serves as well, and the statusline shows that it does',
    function()
      vim.lsp.enable('flagwise', false)
      harness.wait_for('the server to end', function()
        return #vim.lsp.get_clients({ name = 'flagwise' }) == 0
      end)
      harness.equal(require('flagwise').statusline(), '', 'the statusline without a server')
      vim.env.LAUNCHDARKLY_ACCESS_TOKEN = nil
      -- The host of the user's Lua configuration is the user's own: it is used without a question.
      vim.env.LAUNCHDARKLY_API_HOST = nil
      vim.lsp.config('flagwise', { settings = { flagwise = { host = simulator.url } } })
      vim.g.flagwise_token_command = { 'echo', simulator.token }
      local said
      vim.api.nvim_create_autocmd('User', {
        pattern = 'FlagwiseStatus',
        callback = function(event)
          said = event.data
        end,
      })
      vim.lsp.enable('flagwise')
      vim.cmd.edit('web/src/theme.ts')
      harness.wait_for('the flags to be loaded again', function()
        return said and said.health == 'ok' and said.quiescent and said.message:find('flags of storefront.', 1, true)
      end, function()
        return said
      end)
      harness.equal(require('flagwise').statusline(), 'flagwise', 'the statusline')
      vim.cmd('Flagwise status')
      harness.contains(vim.fn.execute('messages'), { 'flags of storefront.' }, 'what :Flagwise status says')
    end,
  },
})

for _, client in ipairs(vim.lsp.get_clients()) do
  client:stop()
end
-- They still write into the folder that is removed next.
harness.wait_for('the servers to end', function()
  return #vim.lsp.get_clients() == 0
end)
simulator.stop()
io.stdout:write(passed and 'end\n' or '')
os.exit(passed and 0 or 1)
