; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject ["==" "~="] right: (_) @literal)
(bracket_index_expression table: (parenthesized_expression (table_constructor (field name: (_) @key)))
  field: (_) @subject)

(for_statement body: (_) @loop)
(while_statement) @loop
(repeat_statement) @loop
