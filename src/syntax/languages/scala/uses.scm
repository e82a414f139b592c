; Values that are compared with literals, and loops. See `uses.rs`.

((infix_expression left: (_) @subject operator: (operator_identifier) @operator right: (_) @literal)
  (#any-of? @operator "==" "!="))
(match_expression value: (_) @subject body: (case_block (case_clause pattern: (_) @literal)))
(match_expression value: (_) @subject
  body: (case_block (case_clause pattern: (alternative_pattern (_) @literal))))

(for_expression body: (_) @loop)
(while_expression) @loop
