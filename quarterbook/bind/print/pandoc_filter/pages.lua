-- Pages: which lie on their side, what stays together on one, and the lines of the contents.

local common = require 'common'
local typst, LONG_TEXT, WHOLE, has, raw, rawblock, all_written = common.typst, common.LONG_TEXT, common.WHOLE, common.has, common.raw, common.rawblock, common.all_written
local label = common.label

local OPENING = 7    -- blocks of a chapter's opening that a landscape table takes along
local BETWEEN = 4    -- paragraphs that may stand between two landscape tables

-- A field whose result Word works out when the file is opened; until then it shows nothing.
local function pageref(id)
  local function run(inner) return '<w:r>' .. inner .. '</w:r>' end
  return run('<w:fldChar w:fldCharType="begin" w:dirty="true"/>')
    .. run('<w:instrText xml:space="preserve"> PAGEREF ' .. id .. ' \\h </w:instrText>')
    .. run('<w:fldChar w:fldCharType="separate"/>') .. run('<w:t></w:t>') .. run('<w:fldChar w:fldCharType="end"/>')
end

-- The end of a section in Word: what came before it is set upright or on its side.
local function section(flipped)
  local width, height = 11906, 16838
  if flipped then width, height = height, width end
  return ('<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:sectPr><w:pgSz w:w="%d" w:h="%d"%s/>'
    .. '<w:pgMar w:top="1361" w:right="1134" w:bottom="1247" w:left="1134" w:header="708" w:footer="708" w:gutter="0"/>'
    .. '</w:sectPr></w:pPr></w:p>'):format(width, height, flipped and ' w:orient="landscape"' or '')
end

-- Whether a block is a chart or a table with its charts, which the sentences between it and its heading must not leave.
local function shows(block)
  return block and block.t == 'RawBlock' and (block.text:find('^#qb%-chart') or block.text == WHOLE)
end

-- The last of up to three paragraphs between a heading and its chart, or 0 where block i does not begin such.
local function leading(blocks, i)
  if not typst or i == 1 or blocks[i - 1].t ~= 'Header' then return 0 end
  local j = i
  while blocks[j] and blocks[j].t == 'Para' and j - i < 3 do j = j + 1 end
  return j > i and shows(blocks[j]) and j - 1 or 0
end

local function flipped(block) return block and block.t == 'Div' and has(block, 'flipped') end

local function chapter(block) return block and block.t == 'Header' and block.level == 1 and not has(block, 'qb-section') end

local function note(block) return block and block.t == 'Div' and has(block, 'qb-aside') end

-- A heading, a note or a short paragraph: it may stand on a landscape page between its tables.
local function passing(block)
  return block and not chapter(block) and (block.t == 'Header' or note(block)
    or block.t == 'Para' and #pandoc.utils.stringify(block) < LONG_TEXT)
end

-- Where the landscape table is that block i leads up to, if it does: from the opening of a chapter or a heading.
local function leads(blocks, i)
  local j = i
  if chapter(blocks[i]) then
    repeat j = j + 1 until not blocks[j] or flipped(blocks[j]) or chapter(blocks[j]) or j - i > OPENING
  else
    while blocks[j] and blocks[j].t == 'Header' and not chapter(blocks[j]) do j = j + 1 end
    local heads = j
    while heads > i and blocks[j] and blocks[j].t == 'Para' and passing(blocks[j]) and j - heads < BETWEEN do j = j + 1 end
  end
  return flipped(blocks[j]) and j
end

-- The last block that stays on the landscape pages of the table at j: further tables with what is between them, else its
-- notes, and what is left of a chapter where that is little.
local function stays(blocks, j)
  local k, between = j + 1, 0
  while passing(blocks[k]) do k = k + 1 end
  for i = j + 1, k - 1 do if blocks[i].t == 'Para' then between = between + 1 end end
  if between <= BETWEEN then
    if flipped(blocks[k]) then return stays(blocks, k) end
    if not blocks[k] or chapter(blocks[k]) then return k - 1 end
  end
  while note(blocks[j + 1]) do j = j + 1 end
  return j
end

-- A wide table takes along to its landscape page what leads up to it, what lies between it and the next one, and its notes.
local function turned(blocks)
  local out = pandoc.Blocks {}
  local i = 1
  while i <= #blocks do
    local j = leads(blocks, i)
    if j then
      out:insert(rawblock(typst and '#qb-flipped[' or section(false)))
      for k = i, stays(blocks, j) do
        if flipped(blocks[k]) then out:extend(blocks[k].content) else out:insert(blocks[k]) end
        i = k + 1
      end
      out:insert(rawblock(typst and ']' or section(true)))
    else
      if chapter(blocks[i]) and typst then out:insert(rawblock('#qb-chapter')) end
      local last = leading(blocks, i)
      for k = i, math.max(i, last) do
        if last > 0 then out:insert(rawblock('#qb-finding[')) end
        out:insert(blocks[k])
        if last > 0 then out:insert(rawblock(']')) end
      end
      i = math.max(i, last) + 1
    end
  end
  return out:walk { Div = function(el) return note(el) and el.content or nil end }
end

-- Takes the number off what a heading or a paragraph says; returns its section and paragraph as Typst has them.
local function number_of(content)
  for i = 1, math.min(3, #content) do
    if content[i].t == 'Span' and has(content[i], 'qb-number') then
      local said = pandoc.utils.stringify(content[i])
      content:remove(i)
      if content[i] and content[i].t == 'Space' then content:remove(i) end
      local section, paragraph = said:match('^(%d+)%.?(%d*)$')
      return section, paragraph ~= '' and paragraph or 'none'
    end
  end
end

-- Whether a paragraph ends in a colon and a list follows, which may begin with the indentation of a numbered one's.
local function introduces(block, after)
  if block.t ~= 'Para' or not after or not pandoc.utils.stringify(block):match(':%s*$') then return false end
  return after.t == 'BulletList' or after.t == 'OrderedList' or after.t == 'RawBlock' and after.text == '#qb-indent['
end

-- The sections and paragraphs of a paper's own words as calls of paper.typ, which puts their numbers into the margin.
local function numbered(blocks)
  local texts, places = pandoc.List(), pandoc.List()
  for i, block in ipairs(blocks) do
    local own = block.t == 'Header' and has(block, 'qb-section')
    if own or block.t == 'Para' then
      local kept = typst and introduces(block, blocks[i + 1])
      local section, paragraph = number_of(block.content)
      if own then
        places:insert({ i, ('#qb-section(%d, %s, %s)['):format(block.level, section or 'none', paragraph or 'none'),
          ']' .. label(block.identifier) })
      elseif section then
        local before = ('#qb-paragraph(%s, %s)['):format(section, paragraph)
        places:insert(kept and { i, '#qb-finding[' .. before, ']]' } or { i, before, ']' })
      elseif kept then
        places:insert({ i, '#qb-finding[', ']' })
      end
      if own or section or kept then texts:insert(pandoc.Blocks { pandoc.Plain(block.content) }) end
    end
  end
  if #texts == 0 then return blocks end
  for k, text in ipairs(all_written(texts)) do
    local i, before, after = table.unpack(places[k])
    blocks[i] = rawblock(before .. text .. after)
  end
  return blocks
end

-- The items of a list in Word that are no more than the titles of chapters, such as a paper's appendices, have their pages as contents have.
local function listed(el)
  if typst then return nil end
  for _, item in ipairs(el.content) do
    local words = #item == 1 and item[1].content
    local link = words and #words == 1 and words[1].t == 'Link' and words[1]
    if link and link.target:sub(1, 1) == '#' and link.attributes.place == '' and not has(link, 'qb-ref') then
      words:insert(raw('<w:r><w:tab/></w:r>' .. pageref(link.target:sub(2))))
    end
  end
  return el
end

-- The lines of the contents that Word would write for these blocks; word/contents.py puts those of all chapters together.
-- Sections are named of chapters that have measures.
local function contents(blocks, depth)
  local out = pandoc.List()
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and block.level <= depth then
      local text = pandoc.utils.stringify(block.content):gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;')
      out:insert(pandoc.MetaString(('<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr><w:hyperlink w:anchor="%s"><w:r><w:t xml:space="preserve">%s</w:t></w:r>'
        .. '<w:r><w:tab/></w:r>%s</w:hyperlink>'):format(block.level, block.identifier, text, pageref(block.identifier))))
    end
  end
  return pandoc.MetaList(out)
end

return {
  chapter = chapter,
  turned = turned,
  numbered = numbered,
  listed = listed,
  contents = contents,
}
