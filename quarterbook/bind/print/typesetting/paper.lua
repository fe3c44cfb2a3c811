-- Turns the book's HTML, as pandoc reads it, into calls of paper.typ (FORMAT typst) or Word's own parts (FORMAT json), a chapter at a time.
-- The HTML's classes are the only thing it knows of the book; every size is in centimetres.

local typst = FORMAT == 'typst'
local PORTRAIT, LANDSCAPE = 17.0, 25.7
local INSET = typst and 0.26 or 0.18   -- both sides of a cell
local SPARK = 2.0
local PLAIN, FIGURES = 1.04, 1.08  -- how much wider letters and figures are in Word
local LONG_TEXT = 600  -- characters from which on a cell's text asks for no more width
local LONG_ROW = 26  -- lines from which on a row of a table may go on over the page
local SHORT_TABLE = 11  -- centimetres, about, up to which a table is not split
local LINE, ROOM = 0.4, 0.18  -- centimetres of a line in a table, and above and below a row's words
local LONGEST = 22   -- characters that a word may have before a narrow column hyphenates it
local SHORT = 14     -- characters of a note in a cell, such as its age, that stay on one line
local OPENING = 7    -- blocks of a chapter's opening that a landscape table takes along
local BETWEEN = 4    -- paragraphs that may stand between two landscape tables
local SPARE = 1.2    -- times their width that columns take in Word where there is room: a machine may lack its typeface
local STEP = 0.15    -- by which widths are shared
local BOLD = 1.1     -- how much wider a header is in Word for its bold letters
local TIGHT = typst and 1.2 or 1  -- how much narrower than its letters are taken to be the print of a word may be
local WHOLE = '#block(breakable: false)['
local STEEP = 4      -- how much the tallest cell alone makes a row as tall as it is

local function quoted(text)
  return '"' .. text:gsub('[\\"]', '\\%0'):gsub('\n', ' ') .. '"'
end

local function has(el, class) return el.classes and el.classes:includes(class) end

local function raw(text) return pandoc.RawInline(typst and 'typst' or 'openxml', text) end

local function rawblock(text) return pandoc.RawBlock(typst and 'typst' or 'openxml', text) end

-- The semicolon ends the call, so that a bracket in the text that follows is not taken for another argument.
local function call(name, inlines)
  local out = pandoc.Inlines { raw('#' .. name .. '[') }
  out:extend(inlines)
  out:insert(raw('];'))
  return out
end

-- What pandoc writes for each of some lists of blocks; in one go, because asking costs it a millisecond.
local function all_written(lists)
  local whole, out = pandoc.Blocks {}, pandoc.List()
  for _, blocks in ipairs(lists) do
    whole:extend(blocks)
    whole:insert(pandoc.RawBlock('typst', '\1'))
  end
  for part in pandoc.write(pandoc.Pandoc(whole), 'typst'):gmatch('([^\1]*)\1') do
    out:insert(part:match('^%s*(.-)%s*$'))
  end
  return out
end

local function written(blocks) return all_written({ blocks })[1] end

local function label(id) return id ~= '' and ' <' .. id .. '>' or '' end

-- A field whose result Word works out when the file is opened; until then it shows nothing.
local function pageref(id)
  local function run(inner) return '<w:r>' .. inner .. '</w:r>' end
  return run('<w:fldChar w:fldCharType="begin" w:dirty="true"/>')
    .. run('<w:instrText xml:space="preserve"> PAGEREF ' .. id .. ' \\h </w:instrText>')
    .. run('<w:fldChar w:fldCharType="separate"/>') .. run('<w:t></w:t>') .. run('<w:fldChar w:fldCharType="end"/>')
end

local filter  -- what happens to text outside tables
local cells   -- what happens to text inside them

-- A reference by number, which Word takes from the paragraph that it leads to.
local function reference(id, content)
  if typst then return call(('qb-ref(<%s>)'):format(id), content) end
  local words, number = pandoc.utils.stringify(content):match('^(.-)%s*([%d.]+)$')
  local run = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
  return pandoc.Inlines { pandoc.Str(words), pandoc.Str('\u{a0}'), raw(run:format('begin')
    .. ('<w:r><w:instrText xml:space="preserve"> REF %s \\r \\h </w:instrText></w:r>'):format(id) .. run:format('separate')
    .. ('<w:r><w:t>%s</w:t></w:r>'):format(number) .. run:format('end')) }
end

local in_names = false  -- whether the measures named are many

local function link(in_cell)
  return function(el)
    local content = el.content:walk(in_cell and cells or filter)
    if el.target:sub(1, 1) ~= '#' then
      return pandoc.Link(content, el.target), false
    end
    local id = el.target:sub(2)
    if has(el, 'qb-ref') then return reference(id, content), false end
    if in_names or has(el, 'qb-name') then  -- one of many, without its page
      return typst and call(('qb-ref(<%s>)'):format(id), content) or pandoc.Link(content, el.target), false
    end
    if typst then
      return call(('qb-link(<%s>, cell: %s)'):format(id, in_cell), content), false
    end
    local out, place = pandoc.Inlines { pandoc.Link(content, el.target) }, el.attributes.place or ''
    if in_cell then place = place:match('^[^,]*') end -- a cell has room for the chapter
    if place ~= '' then out:extend { pandoc.Space(), pandoc.Str('(' .. place .. ')') } end
    return out, false
  end
end

-- How wide an analyst wants a picture.
local function asked(el)
  return el.attributes.width and ', asked: ' .. el.attributes.width or ''
end

-- An icon repeats the word beside it; Word, which asks words of every picture, has the same shape as a character.
local function image(el)
  if has(el, 'qb-icon') then
    return typst and raw(('#qb-icon(%s);'):format(quoted(el.src))) or pandoc.Str(el.attributes.mark or '')
  end
  if not typst then return nil end
  local alt = pandoc.utils.stringify(el.caption)
  local kind = has(el, 'qb-spark') and 'qb-spark' or has(el, 'qb-decorative') and 'qb-decorative' or 'qb-image'
  return raw(('#%s(%s, %s%s);'):format(kind, quoted(el.src), quoted(alt), kind == 'qb-image' and asked(el) or ''))
end

-- A rating in Word: its shape in its colour and its word, both bold.
local COLOURS = { ['qb-red'] = 'B10E1E', ['qb-amber'] = 'A85100', ['qb-green'] = '00703C' }
local function rating(el, content)
  local colour
  for _, class in ipairs(el.classes) do colour = COLOURS[class] or colour end
  local shape, word = pandoc.utils.stringify(content):match('^(%S+) (.+)$')
  if not colour or not shape then return pandoc.Strong(content) end
  return pandoc.Inlines { raw(('<w:r><w:rPr><w:b/><w:color w:val="%s"/></w:rPr><w:t>%s</w:t></w:r>'):format(colour, shape)),
    pandoc.Strong { pandoc.Space(), pandoc.Str(word) } }
end

-- A shape stays on the line of its word, in a box: some readers lose what follows a space that does not break.
local MARKS = { 'qb-rag', 'qb-dot', 'qb-status' }
local function is_mark(el)
  for _, class in ipairs(MARKS) do
    if has(el, class) then return true end
  end
  return false
end
local function unbroken(el, content)
  local _, place = content:find_if(function(part) return part.t == 'Space' end)
  if not (typst and place and is_mark(el)) then return content end
  local first, out = pandoc.Inlines {}, pandoc.Inlines {}
  for i, part in ipairs(content) do (i <= place + 1 and first or out):insert(part) end
  return call('box', first) .. out
end

local function span(rules)
  return function(el)
    local content = unbroken(el, el.content:walk(rules))
    if typst and el.identifier ~= '' then content:insert(1, raw('#[#metadata(none)' .. label(el.identifier) .. '];')) end
    if el.attributes['aria-hidden'] == 'true' then
      return typst and call('qb-shape', content) or content, false
    elseif has(el, 'qb-number') then
      -- word.py takes this run for the paragraph's number, which Word counts itself.
      local said = pandoc.utils.stringify(content)
      return typst and el or raw('<w:r><w:rPr><w:rStyle w:val="QuarterbookNumber"/></w:rPr><w:t>' .. said .. '</w:t></w:r>'), false
    elseif has(el, 'qb-new') then
      return pandoc.Str('(' .. pandoc.utils.stringify(content) .. ')'), false
    elseif has(el, 'qb-footnote') then
      return pandoc.Note { pandoc.Para(content) }, false
    elseif typst and has(el, 'qb-when') and utf8.len(pandoc.utils.stringify(el)) <= SHORT then
      return call('box', content), false
    elseif typst and has(el, 'qb-unit') then
      return call('qb-unit', content), false
    elseif has(el, 'small') then
      return typst and call('qb-small', content) or content, false
    elseif has(el, 'qb-rag') then
      if not typst then return rating(el, content), false end
      for _, class in ipairs(el.classes) do
        local name = class:match('^qb%-(%a+)$')
        if name and name ~= 'rag' then return call('qb-rag(' .. quoted(name) .. ')', content), false end
      end
    end
    if typst then return content, false end
    return pandoc.Span(content, { id = el.identifier }), false
  end
end

-- Tables -------------------------------------------------------------------------------------------------------------

-- Widest word, whole length and longest line of what a cell says, in characters; a picture counts as its width, a shape stays
-- by its word.
-- What a cell says is gone through once, however many sizes are tried.
local measured = setmetatable({}, { __mode = 'k' })
local function extent(cell, em)
  local said = measured[cell]
  if not said then
    said = { word = 0, sparks = false }
    local whole, shape = 0, 0
    local text = pandoc.utils.stringify(cell.contents:walk {
      Image = function(el)
        if has(el, 'qb-spark') then said.sparks = true elseif has(el, 'qb-icon') then shape = 3 end
        return {}
      end,
      Link = function(el) if el.target:sub(1, 1) == '#' then whole = whole + 6 end end,
      LineBreak = function() return pandoc.Str('\n') end,
      Span = function(el)
        if el.attributes['aria-hidden'] == 'true' then shape = 3 end
        local short = has(el, 'qb-when') and utf8.len(pandoc.utils.stringify(el)) or SHORT + 1
        if typst and short <= SHORT then said.word = math.max(said.word, short) end
        if is_mark(el) then return pandoc.Str((pandoc.utils.stringify(el):gsub(' ', '\u{a0}', 1))) end
      end,
    })
    for part in text:gsub('([-/])(%a%a%a)', '%1 %2'):gmatch('%S+') do said.word = math.max(said.word, (utf8.len(part) or #part) + shape) end
    said.whole, said.line = whole + (utf8.len(text) or #text), 0
    for line in text:gmatch('[^\n]+') do said.line = math.max(said.line, whole + (utf8.len(line) or #line)) end
    measured[cell] = said
  end
  local word = said.sparks and math.max(said.word, SPARK / em) or said.word
  return word, math.max(word, said.whole), math.max(word, said.line)
end

-- What capitals and broad letters in the words of a header ask for beyond a letter's width, in characters.
local function capitals(cell)
  local most = 0
  for word in pandoc.utils.stringify(cell.contents):gmatch('%S+') do
    local _, count = word:gsub('[%umw%%]', '')
    most = math.max(most, count * 0.35)
  end
  return most
end

local function total(widths)
  local sum = 0
  for _, width in ipairs(widths) do sum = sum + width end
  return sum
end

-- Widths that are no more than the space: the widest ones give way, to where they are alike, and the others keep theirs.
local function capped(widths, space)
  local order, rest = pandoc.List(widths):map(function(width) return width end), space
  order:sort()
  for i, width in ipairs(order) do
    local fair = rest / (#order - i + 1)
    if width > fair then
      return pandoc.List(widths):map(function(one) return math.min(one, fair) end)
    end
    rest = rest - width
  end
  return widths
end

-- Widths where not all there is to say can have its due: no word broken, and the rest given bit by bit to the column that
-- then makes the rows the most shorter.
local function shared(columns, least, em, space)
  local fewest = total(least)
  if fewest > space and fewest <= space * TIGHT then
    return pandoc.List(least):map(function(width) return width * space / fewest end)
  end
  least = capped(least, space)
  local widths, rest, rows = {}, space, {}
  for i, width in ipairs(least) do widths[i], rest = width, rest - width end
  local function lines(said, i, width) return said[i] * em / (width - INSET) end
  for i, col in ipairs(columns) do
    for at, cell in ipairs(col) do
      local _, whole = extent(cell, em)
      rows[at] = rows[at] or { tall = 0, roots = {} }
      rows[at][i] = whole
      rows[at].tall = rows[at].tall + lines(rows[at], i, widths[i]) ^ STEEP
    end
  end
  while rest > STEP do
    local best, gain = 1, -1
    for i, width in ipairs(widths) do
      local less = 0
      for _, said in ipairs(rows) do
        if said[i] then
          local roots = said.roots[i] -- of how tall the row is and would be, until it or the column changes
          if not roots then
            local tall = said.tall - lines(said, i, width) ^ STEEP + lines(said, i, width + STEP) ^ STEEP
            roots = { said.tall ^ (1 / STEEP), math.max(tall, 0) ^ (1 / STEEP) }
            said.roots[i] = roots
          end
          less = less + roots[1] - roots[2]
        end
      end
      if less > gain then best, gain = i, less end
    end
    for _, said in ipairs(rows) do
      if said[best] then
        local tall = math.max(0, said.tall - lines(said, best, widths[best]) ^ STEEP + lines(said, best, widths[best] + STEP) ^ STEEP)
        if tall ~= said.tall then said.tall, said.roots = tall, {} else said.roots[best] = nil end
      end
    end
    widths[best], rest = widths[best] + STEP, rest - STEP
  end
  return widths
end

-- Column widths in centimetres at a type size: nil where a word would break or a cell be taller than `lines` lines. Then
-- whether the table is narrower than the page, and whether a word is so long that it has to be hyphenated.
local function fit(columns, try)
  local em = try.size * 0.0353 * 0.54
  local least, widths, natural, need, ask, hyphenate = {}, {}, {}, 0, 0, false
  for i, col in ipairs(columns) do
    local word, reach, whole, line = 0, 3 * em, 0, 0
    for _, cell in ipairs(col) do
      local w, n, l = extent(cell, em)
      if cell.head and not typst then w = w * BOLD + capitals(cell) end
      -- A heading may take two or three lines before it widens its column.
      local own = math.max(w, cell.head and n / 3 or 0)
      word, whole = math.max(word, own), math.max(whole, cell.head and n / 2 or math.min(n, LONG_TEXT))
      line = math.max(line, cell.head and n / 2 or math.min(l, LONG_TEXT))
      reach = math.max(reach, math.min(own, LONGEST) * em * ((typst or cell.head) and 1 or has(cell.cell, 'num') and FIGURES or PLAIN))
    end
    hyphenate = hyphenate or word > LONGEST
    least[i] = reach + INSET
    widths[i] = math.max(least[i], whole / try.lines * em + INSET)
    natural[i] = math.max(widths[i], line * em + INSET)
    need, ask = need + widths[i], ask + natural[i]
  end
  if need > try.space then
    return try.last and shared(columns, least, em, try.space) or nil, false, hyphenate or total(least) > try.space * TIGHT
  end
  if ask <= try.space * 0.7 and not try.always and not try.whole then return natural, true, hyphenate end
  if try.always or try.flipped and math.max(table.unpack(natural)) > try.space then return shared(columns, least, em, try.space), false, hyphenate end
  local rest, order = try.space - need, {}
  for i in ipairs(columns) do order[i] = i end
  table.sort(order, function(a, b)
    local x, y = natural[a] - widths[a], natural[b] - widths[b]
    return x < y or x == y and a < b
  end)
  for at, i in ipairs(order) do -- What is nearly on one line comes to be on one line; the widest columns share the rest.
    local given = math.max(0, math.min(natural[i] - widths[i], rest / math.max(1, #order - at + 1) * 1.6, rest))
    widths[i], rest = widths[i] + given, rest - given
  end
  return widths, false, hyphenate
end

local function layout(columns, tries)
  for _, try in ipairs(tries) do
    local widths, short, hyphenate = fit(columns, try)
    if widths then return widths, short, hyphenate, try end
  end
end

local TYPST_SIZES = {
  { size = 9.5, space = PORTRAIT, lines = 3 }, { size = 9, space = PORTRAIT, lines = 4 },
  { size = 9, space = PORTRAIT, lines = 6 }, { size = 9, space = LANDSCAPE, lines = 4, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 6, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 12, flipped = true, last = true },
}
local WORD_SIZES = {
  { size = 9, space = PORTRAIT, lines = 3 }, { size = 9, space = PORTRAIT, lines = 4 },
  { size = 9, space = PORTRAIT, lines = 6 },
  { size = 9, space = LANDSCAPE, lines = 4, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 6, flipped = true },
  { size = 9, space = LANDSCAPE, lines = 12, flipped = true, last = true },
}
local MANY = 10  -- columns from which on a table that is always on its side is set in the smallest size
local FEW = 5    -- columns up to which a table stays upright

-- How many of a table's last columns are words, which print sets across the table below their row: `qb-below-2`.
local function count_below(el)
  local count = 0
  for _, class in ipairs(el.classes) do count = tonumber(class:match('^qb%-below%-(%d)$')) or count end
  return has(el, 'qb-upright') and count or 0
end

local function sizes(el)
  local all = typst and TYPST_SIZES or WORD_SIZES
  if count_below(el) > 0 then
    local tries = pandoc.List()
    for _, lines in ipairs { 2, 3, 4, 6 } do tries:insert { size = all[2].size, space = all[2].space, lines = lines, last = lines == 6, whole = true } end
    return tries
  elseif has(el, 'qb-landscape') then
    local one = all[#el.colspecs < MANY and #all - 1 or #all]
    return { { size = one.size, space = one.space, lines = one.lines, flipped = true, last = true, always = true } }
  elseif #el.colspecs <= FEW then
    return { all[1], all[2], { size = all[3].size, space = all[3].space, lines = all[3].lines, last = true } }
  end
  return all
end

-- The rows of a table, its cells by column, and which columns hold numbers.
local function parts(el)
  local rows, columns, numeric = pandoc.List(), {}, {}
  for i = 1, #el.colspecs do columns[i] = pandoc.List() end
  local function take(list, place)
    local spanned = false
    for _, row in ipairs(list) do
      local under = spanned
      local at = under and 2 or 1
      spanned = row.cells[1] and row.cells[1].row_span > 1
      for _, cell in ipairs(row.cells) do
        if cell.col_span == 1 and columns[at] then
          columns[at]:insert { contents = cell.contents, head = place == 'head', cell = cell }
          if (has(cell, 'num') or has(cell, 'text-right')) and place ~= 'head' then numeric[at] = true end
        end
        at = at + cell.col_span
      end
      rows:insert { cells = row.cells, place = place, under = under }
    end
  end
  take(el.head.rows, 'head')
  for _, body in ipairs(el.bodies) do take(body.head, 'body') take(body.body, 'body') end
  take(el.foot.rows, 'foot')
  return rows, columns, numeric
end

local function kind(el)
  local cells = pandoc.List()
  for _, row in ipairs(el.head.rows) do for _, cell in ipairs(row.cells) do cells:extend(cell.contents) end end
  return table.concat(el.classes, ' ') .. pandoc.utils.stringify(cells)
end

-- Tables that are always on their side and have the same columns have them in the same places; their cells by column.
local kin = {}
local laid_out = {} -- where those places are, which is worked out once for all of them

local function places(el, columns)
  local name = kind(el)
  if not kin[name] then return layout(columns, sizes(el)) end
  local key = #el.colspecs .. ' ' .. name
  laid_out[key] = laid_out[key] or table.pack(layout(kin[name], sizes(el)))
  return table.unpack(laid_out[key], 1, 4)
end

local function without_last(list, count)
  for _ = 1, count do list:remove(#list) end
end

-- Sets the last columns below their row, each with its name; the row's own header spans both.
local function below(el)
  if #el.head.rows == 0 then return el end
  local heads = el.head.rows[1].cells
  local count = math.min(count_below(el), #heads - 2)
  if count < 1 then return el end
  local names, across = pandoc.List(), #heads - count
  for i = across + 1, #heads do names:insert(pandoc.utils.stringify(heads[i].contents)) end
  local function shortened(row) local kept = row.cells; without_last(kept, count); row.cells = kept; return row end
  for _, body in ipairs(el.bodies) do
    local rows = pandoc.List()
    for _, row in ipairs(body.body) do
      local words = pandoc.Blocks {}
      for i = 1, count do
        local said = row.cells[across + i].contents
        local text = pandoc.utils.stringify(said)
        if text ~= '' and text ~= '–' then
          local name = pandoc.Inlines { pandoc.Strong(names[i] .. ':'), pandoc.Space() }
          if said[1].t == 'Para' or said[1].t == 'Plain' then
            name:extend(said[1].content)
            said:remove(1)
          end
          words:insert(pandoc.Para(name))
          words:extend(said)
        end
      end
      row = shortened(row)
      rows:insert(row)
      if #words > 0 then
        local cells = row.cells
        cells[1].row_span = 2
        row.cells = cells
        rows[#rows] = row
        rows:insert(pandoc.Row { pandoc.Cell(words, 'AlignLeft', 1, across - 1) })
      end
    end
    body.body = rows
  end
  for _, row in ipairs(el.foot.rows) do
    for _, cell in ipairs(row.cells) do cell.col_span = math.min(cell.col_span, across) end
  end
  local head = el.head
  local only = head.rows
  only[1] = shortened(only[1])
  head.rows = only
  el.head = head
  local specs = el.colspecs
  without_last(specs, count)
  el.colspecs = specs
  return el
end

-- The colours of a cell that an analyst shaded: what is behind its words, and theirs.
local function shade(cell)
  if not has(cell, 'qb-shade') then return end
  local style = cell.attributes.style or ''
  return style:match('background%-color:%s*#(%x%x%x%x%x%x)'), style:match('; color:%s*#(%x%x%x%x%x%x)')
end

-- A shaded cell in Word: finish.py takes this run for the colours of its cell.
local function shaded(el)
  local function mark(rows)
    for _, row in ipairs(rows) do
      for _, cell in ipairs(row.cells) do
        local ground, ink = shade(cell)
        local first = cell.contents[1]
        if ground and first and first.content then
          first.content:insert(1, raw(('<w:r><w:rPr><w:rStyle w:val="QuarterbookShade"/></w:rPr><w:t>%s %s</w:t></w:r>'):format(ground, ink)))
        end
      end
    end
  end
  for _, body in ipairs(el.bodies) do mark(body.head) mark(body.body) end
  return el
end

local NOT_ON_PAPER = { Trend = true, Period = true }

-- What is small in those tables and stands in the block as well. What an arrow goes by stays where it is not the figure beside it.
local function is_for_the_block(part)
  if part.t ~= 'Span' then return false end
  return has(part, 'qb-outlook') or has(part, 'qb-when')
    or has(part, 'qb-basis') and pandoc.utils.stringify(part):match('^on previous ') ~= nil
end

-- A unit below a name comes to stand behind it, before the page that print adds to a link.
local function with_unit(list)
  local link, last = list[1], list[#list]
  if #list < 2 or link.t ~= 'Link' or last.t ~= 'Span' or not has(last, 'qb-unit') then return list end
  link.content:extend { pandoc.Space(), pandoc.Str('(') }
  link.content:extend(last.content)
  link.content:insert(pandoc.Str(')'))
  return pandoc.Inlines { link }
end

-- The period of a figure from before the quarter goes below the figure.
local function with_period(row, figure, period)
  row.cells[period].contents:walk { Span = function(part)
    local last = row.cells[figure].contents[#row.cells[figure].contents]
    if has(part, 'qb-earlier') and last then
      last.content:extend { pandoc.LineBreak(), pandoc.Span(part.content, { class = 'small' }) }
    end
  end }
end

-- What the table at the top of an outcome area has beyond a line per measure is for the site: on paper its block follows.
local function shortened(el)
  if not (has(el, 'qb-measures') or has(el, 'qb-activities')) then return el end
  local heads, kept, at = el.head.rows[1].cells, pandoc.List(), {}
  for i, cell in ipairs(heads) do
    local name = pandoc.utils.stringify(cell.contents)
    at[name] = i
    if not NOT_ON_PAPER[name] then kept:insert(i) end
  end
  local function chosen(list) return kept:map(function(i) return list[i] end) end
  local function shorten(rows)
    for _, row in ipairs(rows) do
      row.cells = chosen(row.cells)
      for _, cell in ipairs(row.cells) do
        cell.contents = cell.contents:walk { Inlines = function(list)
          local out = pandoc.Inlines {}
          list = with_unit(list)
          for _, part in ipairs(list) do
            local last = out[#out]
            local twice = part.t == 'LineBreak' and (not last or last.t == 'LineBreak')
            if not twice and not is_for_the_block(part) then out:insert(part) end
          end
          while #out > 0 and (out[#out].t == 'Space' or out[#out].t == 'SoftBreak' or out[#out].t == 'LineBreak') do out:remove(#out) end
          return out
        end }
      end
    end
  end
  shorten(el.head.rows)
  for _, body in ipairs(el.bodies) do
    if at.Figure and at.Period then
      for _, row in ipairs(body.body) do with_period(row, at.Figure, at.Period) end
    end
    shorten(body.body)
  end
  for _, row in ipairs(el.foot.rows) do for _, cell in ipairs(row.cells) do cell.col_span = #kept end end
  el.colspecs = chosen(el.colspecs)
  return el
end

-- A place that every row leads to is no help in finding any of them.
local function with_places(el)
  local seen, count, links = {}, 0, 0
  el:walk { Link = function(one)
    local place = (one.attributes.place or ''):match('^[^,]*')
    if place == '' then return end
    links = links + 1
    if not seen[place] then seen[place], count = true, count + 1 end
  end }
  if count ~= 1 or links < 2 then return el end
  return el:walk { Link = function(one)
    one.attributes.place = nil
    return one
  end }
end

local function table_(el)
  el = shortened(below(el))
  if not typst then el = with_places(el) end
  local rows, columns, numeric = parts(el)
  local widths, short, hyphenate, try = places(el, columns)

  if not typst then
    local across = 0
    for _, width in ipairs(widths) do across = across + width end
    local wider = math.max(1, math.min(SPARE, try.space / across))
    for i in ipairs(el.colspecs) do
      el.colspecs[i] = { numeric[i] and 'AlignRight' or 'AlignLeft', widths[i] * wider / math.max(try.space, across * wider) }
    end
    el.attributes['custom-style'] = 'Table'
    el = shaded(el):walk(cells)
    return try.flipped and pandoc.Div({ el }, { class = 'flipped' }) or el, false
  end

  local em = try.size * 0.0353 * 0.54
  local function lines_of(row)
    local at, most = row.under and 2 or 1, 1
    for _, c in ipairs(row.cells) do
      local _, whole = extent(c, em)
      local width = 0
      for i = at, math.min(at + c.col_span, #widths + 1) - 1 do width = width + widths[i] end
      most = math.max(most, whole * em / (width - INSET))
      at = at + c.col_span
    end
    return most
  end
  local tall = 0
  for _, row in ipairs(rows) do tall = tall + math.ceil(lines_of(row)) * LINE + ROOM end
  local contents, said = pandoc.List(), 0
  for _, row in ipairs(rows) do
    for _, c in ipairs(row.cells) do contents:insert(c.contents:walk(cells)) end
  end
  local texts = all_written(contents):map(function(text) -- a list goes on only below where it begins
    return text:match('^[-+] ') and '\n' .. text .. '\n' or text
  end)
  local function cell(c, row_head, long, open)
    said = said + 1
    local options = (c.col_span > 1 and 'colspan: ' .. c.col_span .. ', ' or '') .. (c.row_span > 1 and 'rowspan: ' .. c.row_span .. ', ' or '')
      .. (long and 'breakable: true, ' or '') .. (open and c.row_span == 1 and 'stroke: (bottom: 0pt), ' or '')
    local ground, ink = shade(c)
    local text = texts[said]
    if ground then
      options = options .. ('fill: rgb("#%s"), '):format(ground)
      text = ('#text(fill: rgb("#%s"))[%s]'):format(ink, text)
    end
    if row_head then return ('qb-row(%s)[%s]'):format(options:gsub(', $', ''), text) end
    return options == '' and '[' .. text .. ']' or ('table.cell(%s)[%s]'):format(options:gsub(', $', ''), text)
  end
  local made = { head = pandoc.List(), body = pandoc.List(), foot = pandoc.List() }
  for at, row in ipairs(rows) do
    local open = row.place == 'body' and row.cells[1].row_span > 1
    local line, long = pandoc.List(), false
    for i = at, math.min(at + row.cells[1].row_span, #rows + 1) - 1 do  -- a cell over two rows breaks as either does
      long = long or row.place ~= 'head' and lines_of(rows[i]) > LONG_ROW
    end
    for _, c in ipairs(row.cells) do line:insert(cell(c, row.place ~= 'head' and c.attributes.scope == 'row', long, open)) end
    made[row.place]:insert('  ' .. table.concat(line, ', ') .. ',')
  end
  local function grouped(name, lines)
    return #lines > 0 and '  table.' .. name .. '\n' .. table.concat(lines, '\n') .. '\n  ),' or ''
  end
  local cols, sides = {}, {}
  for i, width in ipairs(widths) do
    cols[i] = ('%.2f%s'):format(width, short and 'cm' or 'fr')
    sides[i] = numeric[i] and 'right' or 'left'
  end
  local caption = written(el.caption.long:walk(filter))
  local code = ('#qb-table(columns: (%s,), align: (%s,), size: %spt, hyphenate: %s, head: %d, whole: %s, caption: %s,\n%s\n%s\n%s\n)%s'):format(
    table.concat(cols, ', '), table.concat(sides, ', '), try.size, hyphenate, #made.head, tall <= SHORT_TABLE,
    caption ~= '' and '[' .. caption .. ']' or 'none',
    grouped('header(', made.head), table.concat(made.body, '\n'), grouped('footer(repeat: false,', made.foot),
    label(el.identifier))
  local block = rawblock(code)
  return try.flipped and pandoc.Div({ block }, { class = 'flipped' }) or block, false
end

-- Blocks -------------------------------------------------------------------------------------------------------------

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
    parts:extend { pandoc.Blocks { pandoc.Plain(item[1]:walk(filter)) }, said }
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
  in_names = has(el, 'qb-names')
  local blocks = el.content:walk(filter)
  in_names = false
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

-- A bold link is bold, but not the page that print adds to it.
local function strong(in_cell)
  return function(el)
    local inner = el.content[1]
    if #el.content > 1 or not inner or inner.t ~= 'Link' then return nil end
    inner.content = pandoc.Inlines { pandoc.Strong(inner.content) }
    return link(in_cell)(inner)
  end
end

local SPOKEN = {
  { '\\frac%s*(%b{})%s*(%b{})', ' %1 over %2 ' }, { '\\sqrt%s*(%b{})', ' the square root of %1 ' },
  { '\\overrightarrow%f[%A]', ' vector ' }, { '\\overline%f[%A]', ' bar ' }, { '\\wide', '\\' }, { '\\ddot%f[%A]', ' double dot ' },
  { '\\leq?%f[%A]', ' is at most ' }, { '\\geq?%f[%A]', ' is at least ' }, { '\\neq?%f[%A]', ' is not ' },
  { '\\times%f[%A]', ' times ' }, { '\\cdot%f[%A]', ' times ' }, { '\\approx%f[%A]', ' is about ' }, { '\\pm%f[%A]', ' plus or minus ' },
  { '<', ' is less than ' }, { '>', ' is more than ' }, { '=', ' equals ' }, { '%+', ' plus ' }, { '/', ' over ' },
  { '%^', ' to the power ' }, { '_', ' with index ' }, { '\\%a+', function(name) return ' ' .. name:sub(2) .. ' ' end }, { '[{}\\$]', ' ' },
}

-- A formula has words, made from its source, for who hears the paper; Word reads its own formulas out.
local function formula(el)
  if not typst then return nil end
  local words = el.text
  for _, rule in ipairs(SPOKEN) do words = words:gsub(rule[1], rule[2]) end
  words = words:gsub('%s+', ' '):gsub('^ ', ''):gsub(' $', '')
  local set = pandoc.write(pandoc.Pandoc { pandoc.Plain { el } }, 'typst'):gsub('%s+$', '')
  return raw('#[#set math.equation(alt: ' .. quoted(words) .. ');' .. set .. '];')
end

cells = { traverse = 'topdown', Link = link(true), Image = image, Strong = strong(true), Math = formula }
cells.Span = span(cells)
filter = { traverse = 'topdown', Link = link(false), Image = image, Strong = strong(false), Math = formula, Table = table_, Figure = figure, Div = div }
filter.DefinitionList = definitions
filter.Span = span(filter)

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

function Pandoc(doc)
  for _, try in ipairs(WORD_SIZES) do -- a council's own page may be narrower
    local width = doc.meta[try.flipped and 'landscape' or 'portrait']
    if width then try.space = tonumber(pandoc.utils.stringify(width)) end
  end
  local blocks = doc.blocks:walk { Blocks = footed }
  local chapters = 0
  for _, block in ipairs(blocks) do chapters = chapters + (chapter(block) and 1 or 0) end
  local depth = doc.meta.alone and chapters == 1 and 3 or 1 -- a paper of one chapter has its sections in the contents
  blocks:walk { Div = function(el) if has(el, 'qb-measure') then depth = math.max(depth, 2) end end }
  blocks:walk { Table = function(el)
    if not has(el, 'qb-landscape') and not has(el, 'qb-upright') then return end
    el = below(el)
    local _, columns = parts(el)
    local all = kin[kind(el)]
    kin[kind(el)] = all or columns
    for i, column in ipairs(all or {}) do column:extend(columns[i]) end
  end }
  blocks = blocks:walk(filter)
  blocks = turned(blocks)
  if typst then
    blocks = numbered(blocks)
    if depth == 1 then -- its sections are in no contents
      blocks:insert(1, rawblock('#[#show heading.where(level: 2).or(heading.where(level: 3)): set heading(outlined: false, bookmarked: true)'))
      blocks:insert(rawblock(']'))
    end
    return pandoc.Pandoc(blocks)
  end
  return pandoc.Pandoc(blocks, { contents = contents(blocks, depth) })
end
