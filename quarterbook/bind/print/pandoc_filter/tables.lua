-- A table as Typst or Word has it.

local common = require 'common'
local typst, has, rawblock, all_written, written, label = common.typst, common.has, common.rawblock, common.all_written, common.written, common.label
local filter, cells = common.filter, common.cells
local column_widths = require 'column_widths'
local INSET, extent, layout, sizes = column_widths.INSET, column_widths.extent, column_widths.layout, column_widths.sizes
local table_rows = require 'table_rows'
local below, shade, shaded, shortened, with_places = table_rows.below, table_rows.shade, table_rows.shaded, table_rows.shortened, table_rows.with_places

local LONG_ROW = 26  -- lines from which on a row of a table may go on over the page
local SHORT_TABLE = 11  -- centimetres, about, up to which a table is not split
local LINE, ROOM = 0.4, 0.18  -- centimetres of a line in a table, and above and below a row's words
local SPARE = 1.2    -- times their width that columns take in Word where there is room: a machine may lack its typeface

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

-- Notes the columns of a table that has the same ones as others, before any of them is set.
local function note_kin(el)
  if not has(el, 'qb-landscape') and not has(el, 'qb-upright') then return end
  el = below(el)
  local _, columns = parts(el)
  local all = kin[kind(el)]
  kin[kind(el)] = all or columns
  for i, column in ipairs(all or {}) do column:extend(columns[i]) end
end

return {
  table_ = table_,
  note_kin = note_kin,
}
