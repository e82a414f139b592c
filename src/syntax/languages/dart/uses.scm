; Values that are compared with literals, and loops. See `uses.rs`.

(equality_expression . (_) @subject operator: (equality_operator) (_) @literal .)
(switch_statement condition: (_) @subject
  body: (switch_block (switch_statement_case (constant_pattern (_) @literal))))
(switch_expression condition: (_) @subject body: (switch_expression_case . (constant_pattern (_) @literal)))
(index_expression object: (set_or_map_literal (map_element key: (_) @literal)) index: (_) @subject)

(for_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
