-- Words: links and references, pictures and shapes among them, ratings, formulas.

local common = require 'common'
local typst, SHORT, quoted, has, raw, call, label, filter = common.typst, common.SHORT, common.quoted, common.has, common.raw, common.call, common.label, common.filter
local cells = common.cells

-- A reference by number, which Word takes from the paragraph that it leads to.
local function reference(id, content)
  if typst then return call(('qb-ref(<%s>)'):format(id), content) end
  local words, number = pandoc.utils.stringify(content):match('^(.-)%s*([%d.]+)$')
  local run = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
  return pandoc.Inlines { pandoc.Str(words), pandoc.Str('\u{a0}'), raw(run:format('begin')
    .. ('<w:r><w:instrText xml:space="preserve"> REF %s \\r \\h </w:instrText></w:r>'):format(id) .. run:format('separate')
    .. ('<w:r><w:t>%s</w:t></w:r>'):format(number) .. run:format('end')) }
end

-- Whether the measures named are many.
local names = { are_many = false }

local function link(in_cell)
  return function(el)
    local content = el.content:walk(in_cell and cells or filter)
    if el.target:sub(1, 1) ~= '#' then
      return pandoc.Link(content, el.target), false
    end
    local id = el.target:sub(2)
    if has(el, 'qb-ref') then return reference(id, content), false end
    if names.are_many or has(el, 'qb-name') then  -- one of many, without its page
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

-- A footnote where its first mark is, which has a name where a further mark repeats its number; Word takes that from a field.
local function note(el, content)
  local made, name = pandoc.Note { pandoc.Para(content) }, el.attributes.note
  if not name then return made end
  return typst and pandoc.Inlines { made, raw('<' .. name .. '>') } or pandoc.Span({ made }, { id = name })
end
local function note_again(el)
  if typst then return raw(('#qb-note-again(<%s>);'):format(el.attributes.note)) end
  local run = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>%s</w:r>'
  local function mark(kind) return run:format('<w:fldChar w:fldCharType="' .. kind .. '"/>') end
  return raw(mark('begin') .. run:format('<w:instrText xml:space="preserve"> NOTEREF ' .. el.attributes.note .. ' \\f \\h </w:instrText>')
    .. mark('separate') .. run:format('<w:t>' .. pandoc.utils.stringify(el) .. '</w:t>') .. mark('end'))
end

-- What HTML names by its kind: a key in letters of one width (once, where one holds others), what is marked on a ground and
-- underlined, for print without colours, a term where it is explained in italics. Nil of any other.
local function of_kind(el, content)
  if has(el, 'kbd') then
    return typst and call('qb-key', content) or pandoc.Span(content, { id = el.identifier, ['custom-style'] = 'Verbatim Char' })
  elseif has(el, 'mark') then
    return typst and call('qb-mark', content) or pandoc.Span({ pandoc.Underline(content) }, { id = el.identifier, class = 'mark' })
  elseif has(el, 'dfn') then
    return pandoc.Span({ pandoc.Emph(content) }, { id = el.identifier })
  end
end

local function span(rules)
  return function(el)
    if has(el, 'kbd') then -- of several keys, as Sphinx has it
      el.content = el.content:walk { Span = function(one) return has(one, 'kbd') and one.content or nil end }
    end
    local content = unbroken(el, el.content:walk(rules))
    if typst and el.identifier ~= '' then content:insert(1, raw('#[#metadata(none)' .. label(el.identifier) .. '];')) end
    if el.attributes['aria-hidden'] == 'true' then
      return typst and call('qb-shape', content) or content, false
    elseif has(el, 'qb-number') then
      -- word/numbering.py takes this run for the paragraph's number, which Word counts itself.
      local said = pandoc.utils.stringify(content)
      return typst and el or raw('<w:r><w:rPr><w:rStyle w:val="QuarterbookNumber"/></w:rPr><w:t>' .. said .. '</w:t></w:r>'), false
    elseif has(el, 'qb-hidden') then -- for ears alone, on the site
      return {}, false
    elseif has(el, 'qb-new') then
      return pandoc.Str('(' .. pandoc.utils.stringify(content) .. ')'), false
    elseif has(el, 'qb-footnote') then
      return note(el, content), false
    elseif has(el, 'qb-footnote-again') then
      return note_again(el), false
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
    local marked = of_kind(el, content)
    if marked then return marked, false end
    if typst then return content, false end
    return pandoc.Span(content, { id = el.identifier }), false
  end
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

return {
  link = link,
  asked = asked,
  image = image,
  is_mark = is_mark,
  span = span,
  strong = strong,
  formula = formula,
  names = names,
}
