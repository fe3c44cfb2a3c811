-- Blocks: charts, tiles, measures and what else stands between paragraphs.

local common = require 'common'
local typst, WHOLE, quoted, has, raw, rawblock, all_written = common.typst, common.WHOLE, common.quoted, common.has, common.raw, common.rawblock, common.all_written
local written, label, filter = common.written, common.label, common.filter
local words = require 'words'
local asked, names = words.asked, words.names

local function figure(el)
  local found
  el.content:walk { Image = function(img) found = found or img end }
  if not typst or not found then return nil end
  return rawblock(('#qb-chart(%s, %s%s)[%s]%s'):format(quoted(found.src), quoted(pandoc.utils.stringify(found.caption)), asked(found),
    written(el.caption.long:walk(filter)), label(el.identifier))), false
end

local function definitions(el)
  if not typst then return nil end
  local parts, out = pandoc.List(), pandoc.List()
  for _, item in ipairs(el.content) do
    local said = pandoc.Blocks {}
    for _, blocks in ipairs(item[2]) do said:extend(blocks:walk(filter)) end
    local term = item[1]:walk(filter):walk { LineBreak = function() return raw('#qb-next-term;') end }
    parts:extend { pandoc.Blocks { pandoc.Plain(term) }, said }
  end
  local texts = all_written(parts)
  for i = 1, #texts, 2 do out:insert(('  terms.item([%s], [%s]),'):format(texts[i], texts[i + 1])) end
  return rawblock('#terms(\n' .. table.concat(out, '\n') .. '\n)'), false
end

local function tiles(el)
  local parts = pandoc.List()
  el:walk { Span = function(s)
    if has(s, 'qb-number') or has(s, 'qb-label') then parts:insert(s.content) end
  end }
  local out = typst and pandoc.List() or pandoc.Inlines {}
  if typst then
    local texts = all_written(parts:map(function(part) return pandoc.Blocks { pandoc.Plain(part:walk(filter)) } end))
    for i = 1, #texts, 2 do out:insert(('  ([%s], [%s]),'):format(texts[i], texts[i + 1])) end
    return rawblock('#qb-tiles(\n' .. table.concat(out, '\n') .. '\n)')
  end
  for i = 1, #parts, 2 do
    if i > 1 then out:insert(pandoc.Str('\u{2003}')) end
    out:extend { pandoc.Strong(parts[i]), pandoc.Space() }
    out:extend(parts[i + 1])
  end
  return pandoc.Para(out)
end

-- What stands in small type under a table is its foot, which Typst never leaves alone on a page.
local function footed(blocks)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local before = out[#out]
    local above = before and before.t == 'Div' and has(before, 'qb-scroll') and before.content[1]
    if typst and above and above.t == 'Table' and block.t == 'Div' and has(block, 'qb-small') then
      local note = pandoc.Plain(pandoc.Inlines { pandoc.Span(pandoc.utils.blocks_to_inlines(block.content), { class = 'small' }) })
      above.foot.rows:insert(pandoc.Row { pandoc.Cell({ note }, 'AlignLeft', 1, #above.colspecs) })
      before.content[1] = above
    else
      out:insert(block)
    end
  end
  return out
end

local BOXES = { ['qb-note'] = 'qb-note', admonition = 'qb-note', ['qb-empty'] = 'qb-note', ['qb-facts'] = 'qb-facts',
  ['qb-finding'] = 'qb-finding', ['qb-lead'] = 'qb-finding', ['qb-service-says'] = 'qb-finding', ['qb-summary'] = 'qb-summary',
  ['admonition-title'] = 'qb-summary', ['qb-small'] = 'qb-aside' }
local STYLES = { ['qb-finding'] = 'Finding', ['qb-note'] = 'Note', ['qb-summary'] = 'Summary', ['qb-aside'] = 'Table Note' }

-- A list begins where the words of the numbered paragraph before it do.
local function indented(blocks)
  local out, under = pandoc.Blocks {}, true
  for _, block in ipairs(blocks) do
    local list = under and (block.t == 'BulletList' or block.t == 'OrderedList')
    if block.t == 'Header' then
      under = block.level == 1
    elseif block.t == 'Para' then
      under = false
      for i = 1, math.min(3, #block.content) do
        local part = block.content[i]
        under = under or part.t == 'Span' and has(part, 'qb-number')
      end
    end
    if list then out:insert(rawblock('#qb-indent[')) end
    out:insert(block)
    if list then out:insert(rawblock(']')) end
  end
  return out
end

-- What is said of how a measure is judged and where it comes from, as one paragraph.
local function run_in(el)
  local out = pandoc.Inlines {}
  for _, item in ipairs(el.content[1].content) do
    local said = pandoc.utils.blocks_to_inlines(item[2][1])
    local text = pandoc.utils.stringify(said)
    if #out > 0 then out:insert(pandoc.Space()) end
    out:extend { pandoc.Strong(item[1]), pandoc.Str(':'), pandoc.Space() }
    out:extend(said)
    if not text:match('[.!?]$') then out:insert(pandoc.Str('.')) end
  end
  local said = pandoc.Para(out):walk(filter)
  if not typst then return pandoc.Div(said, { ['custom-style'] = 'Table Note' }) end
  return pandoc.Blocks { rawblock('#qb-method['), said, rawblock(']') }
end

-- Two blocks side by side in Word: a table without lines, which finish.py knows by its style.
local function side_by_side(first, second, share)
  local cells = { pandoc.Cell(first:walk(filter)), pandoc.Cell(second:walk(filter)) }
  local body = { attr = pandoc.Attr(), body = { pandoc.Row(cells) }, head = {}, row_head_columns = 0 }
  local columns = { { pandoc.AlignLeft, share }, { pandoc.AlignLeft, 1 - share } }
  return pandoc.Table({ long = {} }, columns, pandoc.TableHead {}, { body }, pandoc.TableFoot {}, { ['custom-style'] = 'Layout' })
end

-- A measure in Word: its chart beside what is said of it, as print has it.
local function measure(el)
  local out, picture = pandoc.Blocks {}, pandoc.Blocks {}
  for _, part in ipairs(el.content) do
    if has(part, 'qb-beside') then
      picture = part.content
    elseif has(part, 'qb-words') and #picture > 0 and #part.content > 0 then
      out:insert(side_by_side(picture, part.content, 0.52))
    else
      if has(part, 'qb-words') then out:extend(picture:walk(filter)) end
      out:extend(part.content:walk(filter))
    end
  end
  return out
end

-- What is in several divisions of one as the contents that a function of paper.typ takes.
local function contents_of(el, name)
  local out, before = pandoc.Blocks {}, '#' .. name .. '('
  for _, part in ipairs(el.content) do
    local blocks = part.t == 'Div' and part.content or pandoc.Blocks { part }
    if #blocks == 0 then
      before = before .. 'none, '
    else
      out:insert(rawblock(before .. '['))
      out:extend(blocks:walk(filter))
      before = '], '
    end
  end
  out:insert(rawblock(before:gsub(', $', '') .. ')'))
  return out
end

-- What print does not split.
local function whole(blocks)
  if typst then
    blocks:insert(1, rawblock(WHOLE))
    blocks:insert(rawblock(']'))
  end
  return blocks
end

-- What is being done, behind its name and before who does it.
local function action(el)
  local out = pandoc.Blocks {}
  for _, block in ipairs(el.content) do
    local last = out[#out]
    if last and last.t == 'Para' and block.t == 'Para' and (#out == 1 and #last.content == 1) then
      last.content:extend { pandoc.Str(':'), pandoc.Space() }
      last.content:extend(block.content)
      out[#out] = last
    else
      out:insert(block)
    end
  end
  return whole(out:walk(filter))
end

-- What committees decided on a measure: its first line stays with what follows.
local function decided(el)
  local out = el.content:walk(filter)
  local first = out:remove(1)
  local kept = typst and pandoc.Blocks { rawblock('#qb-finding['), first, rawblock(']') }
    or pandoc.Blocks { pandoc.Div({ first }, { ['custom-style'] = STYLES['qb-finding'] }) }
  kept:extend(out)
  return kept
end

-- An outcome area and its counts, on one line.
local function area(el)
  local out = pandoc.Inlines {}
  for _, part in ipairs(el.content) do
    local said = pandoc.utils.blocks_to_inlines { part }
    if #out > 0 and #said > 0 then
      while #out > 0 and out[#out].t:match('^S[op]') and out[#out].t ~= 'Span' do out:remove(#out) end
      out:extend { pandoc.Str(':'), pandoc.Space() }
    end
    out:extend(said)
  end
  return pandoc.Para(out):walk(filter)
end

-- A formula with its number at the end of its line; in Word, which has no such line, behind it.
local function numbered(el)
  local formula, number
  el:walk {
    Math = function(one) formula = formula or one end,
    Span = function(one) if has(one, 'eqno') then number = one.content end end,
  }
  if not formula or not number then return el.content:walk(filter) end
  if not typst then
    return pandoc.Blocks { pandoc.Para { pandoc.Math('InlineMath', formula.text), pandoc.Str('\u{2003}' .. pandoc.utils.stringify(number)) } }
  end
  local set = written(pandoc.Blocks { pandoc.Plain { formula } }:walk(filter))
  return pandoc.Blocks { rawblock(('#grid(columns: (1fr, auto), column-gutter: 1em, align: horizon, [%s], [%s])'):format(set, pandoc.utils.stringify(number))) }
end

local function div(el)
  if has(el, 'qb-area') then return area(el), false end
  if has(el, 'qb-measure') then return typst and contents_of(el, 'qb-measure') or measure(el), false end
  if has(el, 'qb-pair') then
    local first, second = el.content[1], el.content[2]
    return typst and contents_of(el, 'qb-pair') or side_by_side(pandoc.Blocks { first }, pandoc.Blocks { second }, 0.5), false
  end
  if has(el, 'qb-action') then return action(el), false end
  if has(el, 'qb-together') then return whole(el.content:walk(filter)), false end
  if has(el, 'qb-decided') and #el.content > 1 then return decided(el), false end
  if has(el, 'qb-method') and el.content[1] and el.content[1].t == 'DefinitionList' then return run_in(el), false end
  if has(el, 'qb-tiles') then return tiles(el), false end
  if el.attributes['custom-style'] or has(el, 'flipped') or has(el, 'qb-aside') then return nil end
  if el.identifier == 'qb-contents' then return el, false end
  names.are_many = has(el, 'qb-names')
  local blocks = has(el, 'math') and numbered(el) or el.content:walk(filter)
  names.are_many = false
  if has(el, 'qb-own') then return typst and indented(blocks) or blocks, false end
  for _, class in ipairs(el.classes) do
    local box = BOXES[class]
    if box and typst then
      blocks:insert(1, rawblock('#' .. box .. '['))
      blocks:insert(rawblock(']'))
    elseif box and STYLES[box] then
      blocks = pandoc.Blocks { pandoc.Div(blocks, { ['custom-style'] = STYLES[box] }) }
    end
    if box == 'qb-aside' then return pandoc.Div(blocks, { class = 'qb-aside' }), false end
    if box then break end
  end
  if el.identifier ~= '' then
    local place = typst and raw('#[#metadata(none)' .. label(el.identifier) .. '];') or pandoc.Span({}, { id = el.identifier })
    local first = blocks[1]
    if first and (first.t == 'Para' or first.t == 'Plain') then first.content:insert(1, place)
    else blocks:insert(1, pandoc.Plain { place }) end
  end
  return blocks, false
end

return {
  figure = figure,
  definitions = definitions,
  div = div,
  footed = footed,
  side_by_side = side_by_side,
}
