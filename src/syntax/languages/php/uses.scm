; Values that are compared with literals, and loops. See `uses.rs`.

(binary_expression left: (_) @subject operator: ["==" "===" "!=" "!==" "<>"] right: (_) @literal)
(switch_statement condition: (_) @subject body: (switch_block (case_statement value: (_) @literal)))
(match_expression condition: (_) @subject
  body: (match_block (match_conditional_expression conditional_expressions: (match_condition_list (_) @literal))))
(subscript_expression . (array_creation_expression (array_element_initializer . (_) @literal (_))) (_) @subject .)

(for_statement body: (_) @loop)
(foreach_statement body: (_) @loop)
(while_statement) @loop
(do_statement) @loop
